package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;

final class CallLimitTest {

    private final CallLimit limit = new CallLimit();
    private final List<CompletableFuture<HttpReply>> open = new ArrayList<>();

    private CompletionStage<HttpReply> call(boolean many) {
        return limit.within(many, () -> {
            CompletableFuture<HttpReply> reply = new CompletableFuture<>();
            open.add(reply);
            return reply;
        });
    }

    private static void assertRefused(CompletionStage<HttpReply> call) {
        assertThat(call.toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(HttpReplyException.class);
    }

    @Test
    void soManyCallsAreMadeAtTheSameTimeAndNoMore() {
        for (int i = 0; i < 64; i++) {
            assertThat(call(false).toCompletableFuture()).isNotDone();
        }
        assertRefused(call(false));
        open.get(0).complete(HttpReply.text("done"));
        assertThat(call(false).toCompletableFuture()).isNotDone();
        open.get(1).completeExceptionally(new IllegalStateException("a bug"));
        assertThat(call(false).toCompletableFuture()).isNotDone();
        assertRefused(call(false));
        assertThat(open).hasSize(66);
    }

    @Test
    void aCallForMuchTakesThePlaceOfEight() {
        for (int i = 0; i < 8; i++) {
            assertThat(call(true).toCompletableFuture()).isNotDone();
        }
        assertRefused(call(false));
    }

    @Test
    void aCallThatThrowsTakesNoPlace() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> limit.within(true, () -> {
                        throw new IllegalStateException("a bug");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(call(true).toCompletableFuture()).isNotDone();
    }
}
