package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/** The shared state is a round trip away: what is on its way together is answered together. */
final class FarStoreTest {

    private static final Duration TTL = Duration.ofMinutes(5);

    private final Queue<Runnable> onItsWay = new ArrayDeque<>();
    private final RoutingFixture fixture = new RoutingFixture(onItsWay::add, 1);

    @BeforeEach
    void away() {
        fixture.balancer.far = true;
        fixture.origin("a");
        fixture.origin("b");
    }

    /** Answers all that is on its way, and what the answers ask for goes on its way. */
    private void roundTrip() {
        List<Runnable> now = new ArrayList<>(onItsWay);
        onItsWay.clear();
        now.forEach(Runnable::run);
    }

    private CompletableFuture<Route> asked(StreamUrl stream) {
        Session session = fixture.session(stream, StreamRole.PLAY);
        return fixture.router.route(session, RouteTarget.RTMP).toCompletableFuture();
    }

    private void stands(AffinityKey key, String value) {
        CompletableFuture<String> made =
                fixture.balancer.bindIfAbsent(key, value, TTL).toCompletableFuture();
        roundTrip();
        assertThat(made).isCompletedWithValue(value);
    }

    @Test
    void aNewStreamTakesOneRoundTrip() {
        CompletableFuture<Route> route = asked(STREAM);
        roundTrip();
        assertThat(route).isCompleted();
        assertThat(get(route).origin().id()).isEqualTo(id("a"));
        assertThat(fixture.routes("bound")).isEqualTo(1);
        assertThat(onItsWay).isEmpty();
    }

    @Test
    void ofTwoAtOnceOneBindsAndTheOtherFollows() {
        CompletableFuture<Route> first = asked(STREAM);
        CompletableFuture<Route> second = asked(STREAM);
        roundTrip();
        assertThat(get(second).origin().id()).isEqualTo(get(first).origin().id());
        assertThat(List.of(fixture.routes("bound"), fixture.routes("hit"))).containsExactly(1L, 1L);
    }

    @Test
    void aStreamThatLostItsBindingAndNotItsHoldIsBoundWhereItIsHeld() {
        stands(StreamKeys.hold(STREAM), "proxy-2 session 1 " + id("b").text());
        CompletableFuture<Route> route = asked(STREAM);
        roundTrip();
        assertThat(route).isNotCompleted();
        roundTrip();
        assertThat(get(route).origin().id()).isEqualTo(id("b"));
        CompletableFuture<Route> next = asked(STREAM);
        roundTrip();
        assertThat(get(next).origin().id()).isEqualTo(id("b"));
    }

    @Test
    void whoFollowsABindingTakesNoPlaceOfANewStream() {
        stands(StreamKeys.binding(STREAM), id("b").text());
        for (int i = 0; i < 30; i++) {
            CompletableFuture<Route> player = asked(STREAM);
            roundTrip();
            assertThat(get(player).origin().id()).isEqualTo(id("b"));
        }
        for (int i = 0; i < 10; i++) { // as many as one address may have at once
            CompletableFuture<Route> one = asked(new StreamUrl("v", "live", "new" + i));
            roundTrip();
            assertThat(one).isCompleted();
        }
        CompletableFuture<Route> tooMany = asked(new StreamUrl("v", "live", "new10"));
        roundTrip();
        assertThat(fixture.refusal(tooMany)).isEqualTo(Cause.LIMIT);
        CompletableFuture<Route> known = asked(STREAM);
        roundTrip();
        assertThat(get(known).origin().id()).isEqualTo(id("b"));
    }
}
