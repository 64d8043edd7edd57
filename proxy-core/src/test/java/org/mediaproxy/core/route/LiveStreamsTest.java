package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.route.RoutingFixture.BINDING_TTL;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.end;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/** Bindings and holds while sessions live, and after them. */
final class LiveStreamsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final RoutingFixture fixture = new RoutingFixture();

    @Test
    void aBindingLivesWithItsSessionAndForTheTtlAfterIt() {
        fixture.origin("a");
        Session player = fixture.relaying(STREAM, StreamRole.PLAY);
        fixture.live(HOUR);
        assertThat(fixture.binding()).isPresent();
        end(player);
        fixture.live(BINDING_TTL.minusSeconds(11));
        assertThat(fixture.binding()).isPresent();
        fixture.live(Duration.ofSeconds(20));
        assertThat(fixture.binding()).isEmpty();
    }

    @Test
    void aBindingLivesAsLongAsOneOfSeveralSessions() {
        fixture.origin("a");
        Session first = fixture.relaying(STREAM, StreamRole.PLAY);
        fixture.relaying(STREAM, StreamRole.PLAY);
        end(first);
        fixture.live(HOUR);
        assertThat(fixture.binding()).isPresent();
    }

    @Test
    void aBindingThatTheStoreLostIsMadeAgain() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PLAY);
        lose();
        fixture.router.refresh();
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    private void lose() {
        fixture.balancer.release(StreamKeys.binding(STREAM), id("a").text());
        assertThat(fixture.binding()).isEmpty();
    }

    @Test
    void aBindingThatAnOperatorHadForgottenStaysForgottenWhoeverHasPlayersOfIt() {
        fixture.origin("a");
        OriginRouter other = fixture.proxy("proxy-2");
        get(other.route(fixture.player(), RouteTarget.RTMP)).established();
        fixture.relaying(STREAM, StreamRole.PLAY);
        assertThat(get(fixture.router.forget(STREAM))).isEqualTo(ForgetResult.FORGOTTEN);
        for (int i = 0; i < 20; i++) {
            fixture.live(Duration.ofSeconds(10));
            other.refresh();
            assertThat(fixture.binding()).isEmpty();
        }
    }

    @Test
    void aForgottenStreamThatIsBoundAnewIsKeptAgain() {
        fixture.origin("b");
        fixture.relaying(STREAM, StreamRole.PLAY);
        get(fixture.router.forget(STREAM));
        fixture.router.refresh();
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PLAY);
        fixture.live(HOUR);
        lose();
        fixture.router.refresh();
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void aPublishedStreamIsNotForgotten() {
        fixture.origin("a");
        Session publisher = fixture.relaying(STREAM, StreamRole.PUBLISH);
        assertThat(get(fixture.router.forget(STREAM))).isEqualTo(ForgetResult.PUBLISHED);
        assertThat(fixture.binding()).isPresent();
        end(publisher);
        assertThat(get(fixture.router.forget(STREAM))).isEqualTo(ForgetResult.FORGOTTEN);
    }

    @Test
    void aPublisherHoldsItsStreamUntilItEnds() {
        fixture.origin("a");
        Session publisher = fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.live(HOUR);
        assertThat(fixture.hold()).isPresent();
        end(publisher);
        assertThat(fixture.hold()).isEmpty();
    }

    @Test
    void aHoldOutlivesAVanishedProxyByThirtySeconds() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.clock.advance(Duration.ofSeconds(29));
        assertThat(fixture.hold()).isPresent();
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(fixture.hold()).isEmpty();
    }

    @Test
    void aHoldSurvivesTheEndOfASecondPublisher() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        Optional<String> hold = fixture.hold();
        end(fixture.relaying(STREAM, StreamRole.PUBLISH));
        fixture.live(HOUR);
        assertThat(fixture.hold()).isPresent().isEqualTo(hold);
    }

    @Test
    void aPublisherThatReplacesTheFirstTakesTheHoldOver() {
        fixture.origin("a");
        Session first = fixture.relaying(STREAM, StreamRole.PUBLISH);
        Session second = fixture.relaying(STREAM, StreamRole.PUBLISH);
        end(first);
        fixture.live(HOUR);
        assertThat(fixture.hold()).hasValueSatisfying(hold -> assertThat(hold).contains(second.id()));
    }

    @Test
    void aHoldThatTheStoreLostIsTakenAgain() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.balancer.release(StreamKeys.hold(STREAM), fixture.hold().orElseThrow());
        fixture.router.refresh();
        assertThat(fixture.hold()).isPresent();
    }

    @Test
    void aPublisherMovesItsStreamBackWhenAPlayerMovedItMeanwhile() {
        fixture.origin("a");
        Route publishing = fixture.route(fixture.publisher());
        Route player = fixture.route(fixture.player());
        fixture.origin("b");
        assertThat(get(player.next()).origin().id()).isEqualTo(id("b"));
        publishing.established();
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void aPublisherThatEndsBeforeTheStoreAnswersLeavesNoHold() {
        Queue<Runnable> later = new ArrayDeque<>();
        RoutingFixture slow = new RoutingFixture(later::add, 1000);
        PublisherHolds holds = holds(slow);
        Session publisher = slow.publisher();
        holds.publish(publisher, STREAM, id("a"), "p");
        end(publisher);
        Runnable bind = later.remove();
        runAll(later); // the release overtakes the bind
        bind.run();
        runAll(later);
        Optional<String> hold = holdOf(slow, later);
        assertThat(hold).isEmpty();
        assertThat(holds.size()).isZero();
    }

    private static PublisherHolds holds(RoutingFixture fixture) {
        return new PublisherHolds(
                Slot.PRIMARY,
                new SafeAffinityStore(fixture.balancer),
                fixture.balancer,
                BINDING_TTL,
                new Rebounds(fixture.counters),
                proxy -> false,
                fixture.clock);
    }

    private static Optional<String> holdOf(RoutingFixture slow, Queue<Runnable> later) {
        var answer = slow.balancer.find(StreamKeys.hold(STREAM)).toCompletableFuture();
        runAll(later);
        return get(answer);
    }

    private static void runAll(Queue<Runnable> later) {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    @Test
    void nothingIsKeptOfEndedSessions() {
        LiveStreams live = new LiveStreams(
                Slot.PRIMARY,
                false,
                new SafeAffinityStore(fixture.balancer),
                fixture.balancer,
                BINDING_TTL,
                fixture.clock,
                new Rebounds(fixture.counters));
        PublisherHolds holds = holds(fixture);
        for (int i = 0; i < 100; i++) {
            StreamUrl stream = new StreamUrl("v", "live", "s" + i % 7);
            Session session = fixture.session(stream, StreamRole.PUBLISH);
            live.add(session, stream, id("a"));
            holds.publish(session, stream, id("a"), "p");
            end(session);
        }
        assertThat(live.size()).isZero();
        assertThat(holds.size()).isZero();
    }

    @Test
    void bindingsShowOriginsAndSinceWhenTheyArePublished() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        for (int i = 0; i < 5; i++) {
            fixture.route(fixture.session(new StreamUrl("v", "live", "b" + i), StreamRole.PLAY));
        }
        List<StreamBinding> bindings = get(fixture.router.bindings());
        assertThat(bindings).hasSize(6);
        assertThat(bindings.get(0))
                .isEqualTo(new StreamBinding(STREAM, List.of(id("a")), Optional.of(fixture.clock.instant())));
        assertThat(bindings.subList(1, 6)).allMatch(b -> b.publishedSince().isEmpty());
    }

    @Test
    void bindingsOfAnotherFormAreLeftOut() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PLAY);
        fixture.balancer.bindIfAbsent(new org.mediaproxy.core.spi.AffinityKey("stream", "odd"), "x", HOUR);
        fixture.balancer.bindIfAbsent(StreamKeys.hold(STREAM), "who since when", HOUR);
        assertThat(get(fixture.router.bindings()))
                .singleElement()
                .satisfies(binding -> assertThat(binding.publishedSince()).isPresent());
    }

    @Test
    void aForgottenStreamIsPlacedAnew() {
        fixture.origin("b");
        fixture.route(fixture.player());
        fixture.origin("a");
        assertThat(get(fixture.router.forget(STREAM))).isEqualTo(ForgetResult.FORGOTTEN);
        assertThat(get(fixture.router.forget(STREAM))).isEqualTo(ForgetResult.UNBOUND);
        assertThat(fixture.route(fixture.player()).origin().id()).isEqualTo(id("a"));
    }
}
