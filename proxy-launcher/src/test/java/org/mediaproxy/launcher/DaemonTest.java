package org.mediaproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DaemonTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final StopRequests requests = new StopRequests();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

    @Test
    void closesAsSoonAsTheLastSessionEnded() throws InterruptedException {
        drained.complete(null);
        requests.request();

        assertThat(daemon(LONG, LONG).await()).isEqualTo(ExitCode.OK);
        assertThat(calls).containsExactly("drain", "close");
    }

    @Test
    void closesWhatIsLeftAfterTheGraceTime() throws InterruptedException {
        requests.request();

        assertThat(daemon(SHORT, LONG).await()).isEqualTo(ExitCode.OK);
        assertThat(calls).containsExactly("drain", "close");
    }

    @Test
    void closesEvenIfDrainingFails() throws InterruptedException {
        drained.completeExceptionally(new IllegalStateException("a bug"));
        requests.request();

        assertThat(daemon(LONG, LONG).await()).isEqualTo(ExitCode.OK);
        assertThat(calls).containsExactly("drain", "close");
    }

    @Test
    void aSecondRequestEndsItAtOnce() throws InterruptedException {
        requests.request();
        requests.request();

        assertThat(daemon(LONG, LONG).await()).isEqualTo(ExitCode.FAILURE);
        assertThat(calls).doesNotContain("close");
    }

    @Test
    void theForceTimeEndsAStopThatHangs() throws InterruptedException {
        drained.complete(null);
        CountDownLatch never = new CountDownLatch(1);
        requests.request();

        assertThat(daemon(LONG, SHORT, () -> awaitQuietly(never)).await()).isEqualTo(ExitCode.FAILURE);
        never.countDown();
    }

    @Test
    void aBugInClosingIsAFailure() throws InterruptedException {
        drained.complete(null);
        requests.request();

        Runnable broken = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThat(daemon(LONG, LONG, broken).await()).isEqualTo(ExitCode.FAILURE);
    }

    private Daemon daemon(Duration grace, Duration force) {
        return daemon(grace, force, () -> calls.add("close"));
    }

    private Daemon daemon(Duration grace, Duration force, Runnable close) {
        Supplier<CompletionStage<?>> drain = () -> {
            calls.add("drain");
            return drained;
        };
        return new Daemon(drain, close, new DaemonSettings("info", grace, force), requests);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
