package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.end;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;

/** The shared state is down, slow or buggy. */
final class OriginRouterStateTest {

    private final RoutingFixture fixture = new RoutingFixture();

    static List<Arguments> troubles() {
        return List.of(
                trouble("fails", () -> CompletableFuture.failedFuture(new IllegalStateException("down"))),
                trouble("throws", () -> {
                    throw new IllegalStateException("down");
                }));
    }

    private static Arguments trouble(String name, Supplier<CompletionStage<?>> trouble) {
        return Arguments.of(org.junit.jupiter.api.Named.of(name, trouble));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aStoreThatFailsEndsTheSessionAsStateUnavailable(Supplier<CompletionStage<?>> trouble) {
        fixture.origin("a");
        Route known = fixture.route(fixture.player());
        fixture.balancer.trouble = trouble;
        assertThat(fixture.refused(fixture.router.route(fixture.player(), RouteTarget.RTMP)))
                .hasMessageContaining("down")
                .extracting(no -> no.reason())
                .isEqualTo(Cause.STATE_UNAVAILABLE);
        assertThat(fixture.refusal(known.next())).isEqualTo(Cause.STATE_UNAVAILABLE);
        assertThat(fixture.routes("unavailable")).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aStoreThatFailsDisturbsNoLiveSession(Supplier<CompletionStage<?>> trouble) {
        fixture.origin("a");
        Route route = fixture.route(fixture.publisher());
        Session live = fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.balancer.trouble = trouble;
        assertThatCode(() -> {
                    route.established();
                    fixture.router.refresh();
                    end(live);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aStoreThatNeverAnswersEndsTheSessionInTime() {
        fixture.origin("a");
        fixture.balancer.trouble = CompletableFuture::new;
        long start = System.nanoTime();
        assertThat(fixture.refusal(fixture.router.route(fixture.player(), RouteTarget.RTMP)))
                .isEqualTo(Cause.STATE_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(8));
    }

    @Test
    void anAnswerThatComesTooLateChangesNothingForTheSession() {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        fixture.balancer.trouble = () -> slow;
        Session session = fixture.player();
        CompletionStage<Route> stage = fixture.router.route(session, RouteTarget.RTMP);
        fixture.refusal(stage);
        end(session);
        fixture.balancer.trouble = null;
        fixture.origin("a");
        slow.complete(java.util.Optional.empty());
        assertThat(session.origin()).isNull();
    }

    @Test
    void aBoundValueThatIsNoOriginIsAnErrorOfTheState() {
        fixture.origin("a");
        fixture.balancer.bindIfAbsent(StreamKeys.binding(STREAM), "", Duration.ofSeconds(10));
        assertThat(fixture.refusal(fixture.router.route(fixture.player(), RouteTarget.RTMP)))
                .isEqualTo(Cause.STATE_UNAVAILABLE);
    }
}
