package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mediaproxy.core.route.RoutingFixture.BINDING_TTL;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.stream.StreamRole;

/** Looking a stream up, which changes nothing. */
final class OriginRouterFindTest {

    private final RoutingFixture fixture = new RoutingFixture();

    @Test
    void aBoundStreamIsFoundWhereItIs() {
        fixture.origin("b");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.origin("a");
        assertThat(get(fixture.router.find(STREAM)))
                .hasValueSatisfying(origin -> assertThat(origin.id()).isEqualTo(id("b")));
        assertThat(fixture.counters.sum(OriginRouter.ROUTES)).isEqualTo(1); // the publisher's
    }

    @Test
    void aStreamThatIsNotBoundStaysSo() {
        fixture.origin("a");
        assertThat(get(fixture.router.find(STREAM))).isEmpty();
        assertThat(fixture.binding()).isEmpty();
        assertThat(fixture.counters.sum(OriginRouter.ROUTES)).isZero();
    }

    @Test
    void aStreamWhoseOriginIsGoneIsNotMoved() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.balancer.registered.remove(id("a"));
        fixture.origin("b");
        assertThat(get(fixture.router.find(STREAM))).isEmpty();
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void lookingDoesNotKeepABindingAlive() {
        fixture.origin("a");
        fixture.route(fixture.player());
        for (int i = 0; i < 9; i++) {
            fixture.clock.advance(Duration.ofSeconds(1));
            assertThat(get(fixture.router.find(STREAM))).isPresent();
        }
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(get(fixture.router.find(STREAM))).isEmpty();
    }

    static List<Named<Supplier<CompletionStage<?>>>> troubles() {
        return List.of(
                Named.of("fails", () -> CompletableFuture.failedFuture(new IllegalStateException("down"))),
                Named.of("throws", () -> {
                    throw new IllegalStateException("down");
                }));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aStoreThatFailsFailsTheStage(Supplier<CompletionStage<?>> trouble) {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.balancer.trouble = trouble;
        assertThat(failure()).hasRootCauseMessage("down");
        fixture.balancer.trouble = null;
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void aStoreThatNeverAnswersFailsTheStageInTime() {
        fixture.balancer.trouble = CompletableFuture::new;
        assertThat(failure()).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aBoundValueThatIsNoOriginFailsTheStage() {
        fixture.balancer.bindIfAbsent(StreamKeys.binding(STREAM), "", BINDING_TTL);
        assertThat(failure()).hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    private Throwable failure() {
        Throwable thrown = catchThrowable(
                () -> fixture.router.find(STREAM).toCompletableFuture().get(10, TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown;
    }
}
