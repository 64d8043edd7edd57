package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.end;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.origin.OriginState;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;

/** Origins that are down, drain or were started anew, and the streams that are bound to them. */
final class OriginLossTest {

    private final RoutingFixture fixture = new RoutingFixture();

    private void down(String origin) {
        fixture.health.probed(id(origin), false);
        fixture.health.probed(id(origin), false);
    }

    private OriginId routed(Session session) {
        return fixture.route(session).origin().id();
    }

    private void drain(String origin) {
        get(fixture.balancer.setDraining(id(origin), true));
    }

    /** A stream with players that nobody publishes now. */
    private Session waitingPlayer() {
        return fixture.relaying(STREAM, StreamRole.PLAY);
    }

    @Test
    void aStreamOfAnOriginThatIsDownMovesWithoutATry() {
        fixture.origin("a");
        waitingPlayer();
        down("a");
        fixture.origin("b");
        assertThat(routed(fixture.player())).isEqualTo(id("b"));
        assertThat(routed(fixture.publisher())).isEqualTo(id("b"));
        assertThat(fixture.routes("moved")).isEqualTo(1);
    }

    @Test
    void aPublishedStreamStaysWhateverTheProbeSays() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        down("a");
        fixture.origin("b");
        assertThat(routed(fixture.player())).isEqualTo(id("a"));
    }

    @Test
    void aStreamStaysAtAnOriginThatIsDownIfThereIsNoBetterOne() {
        fixture.origin("a");
        waitingPlayer();
        down("a");
        assertThat(routed(fixture.player())).isEqualTo(id("a"));
        fixture.origin("b");
        down("b");
        assertThat(routed(fixture.player())).isEqualTo(id("a"));
        assertThat(fixture.routes("moved")).isZero();
    }

    @Test
    void newStreamsAvoidAnOriginThatIsDown() {
        fixture.origin("a");
        fixture.origin("b");
        down("a");
        assertThat(routed(fixture.publisher())).isEqualTo(id("b"));
    }

    @Test
    void aPublisherThatComesBackLeavesADrainingOriginAndItsPlayersFollow() {
        fixture.origin("a");
        Session publisher = fixture.relaying(STREAM, StreamRole.PUBLISH);
        Session player = waitingPlayer();
        drain("a");
        fixture.origin("b");
        assertThat(routed(fixture.player())).as("while it is published").isEqualTo(id("a"));
        end(publisher);
        assertThat(routed(fixture.player())).as("no publisher has come yet").isEqualTo(id("a"));
        Session again = fixture.publisher();
        Route route = fixture.route(again);
        assertThat(route.origin().id()).isEqualTo(id("b"));
        route.established();
        for (int i = 0; i < 5; i++) {
            fixture.clock.advance(fixture.router.lookInterval());
            fixture.router.look();
        }
        assertThat(player.hasEnded(Cause.REBOUND)).isTrue();
        assertThat(again.hasEnded()).isFalse();
        assertThat(routed(fixture.player())).isEqualTo(id("b"));
    }

    @Test
    void aPublisherStaysAtADrainingOriginIfThereIsNoOther() {
        fixture.origin("a");
        waitingPlayer();
        drain("a");
        assertThat(routed(fixture.publisher())).isEqualTo(id("a"));
    }

    private Origin started(String service) {
        Map<OriginService, List<String>> listens = Map.of(OriginService.RTMP, List.of("1935"));
        Origin origin = new Origin("a", service, "1", "10.0.0.1", "", listens, fixture.clock.instant(), false);
        get(fixture.balancer.register(origin));
        return origin;
    }

    @Test
    void aStreamMovesAtOnceWhenItsOriginIsStartedAnewAlsoWhileItsOldPublisherIsStillHere() {
        Origin old = started("first");
        Session lost = fixture.relaying(STREAM, StreamRole.PUBLISH);
        assertThat(lost.origin()).isEqualTo(old.id());
        Origin now = started("second");
        Route route = fixture.route(fixture.publisher());
        assertThat(route.origin().id()).isEqualTo(now.id());
        route.established();
        fixture.live(Duration.ofSeconds(30));
        assertThat(fixture.binding()).hasValue(now.id().text());
        assertThat(fixture.hold())
                .hasValueSatisfying(hold -> assertThat(hold).endsWith(now.id().text()));
        assertThat(lost.hasEnded()).as("its relay ends by itself").isFalse();
    }

    @Test
    void whoComesToAServerBeforeItTellsOfItsNewRunIsFoundThereAfterwards() {
        fixture.origin("0"); // the picker's first choice
        get(fixture.balancer.setDraining(id("0"), true));
        started("first"); // and started again since, on its old port
        Session publisher = fixture.relaying(STREAM, StreamRole.PUBLISH);
        get(fixture.balancer.setDraining(id("0"), false));
        Origin now = started("second");

        assertThat(routed(fixture.player())).isEqualTo(now.id());
        fixture.live(Duration.ofSeconds(30));
        assertThat(fixture.binding()).hasValue(now.id().text());
        assertThat(routed(fixture.player())).isEqualTo(now.id());
        assertThat(publisher.hasEnded()).isFalse();
    }

    @Test
    void aStreamThatNobodyPublishesFollowsItsServerToItsNewRunToo() {
        started("first");
        end(fixture.relaying(STREAM, StreamRole.PUBLISH));
        fixture.origin("0");
        Origin now = started("second");

        assertThat(routed(fixture.player())).isEqualTo(now.id());
    }

    @Test
    void aStreamWhoseProxyAndOriginDiedTogetherMovesAsSoonAsTheProxyIsMissed() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH); // at proxy-1
        fixture.origin("b");
        OriginRouter other = fixture.proxy("proxy-2");
        Route refused = get(other.route(fixture.publisher(), RouteTarget.RTMP));
        assertThat(refused.origin().id()).isEqualTo(id("a"));
        assertThat(fixture.refusal(refused.next())).as("its publisher may live").isEqualTo(Cause.UNREACHABLE);

        fixture.gone.add("proxy-1");

        Route again = get(other.route(fixture.publisher(), RouteTarget.RTMP));
        assertThat(get(again.next()).origin().id()).isEqualTo(id("b"));
    }

    @Test
    void theHoldOfAProxyThatIsGoneEndsNobody() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH); // at proxy-1
        OriginRouter other = fixture.proxy("proxy-2");
        fixture.gone.add("proxy-1");
        get(fixture.balancer.release(StreamKeys.binding(STREAM), id("a").text()));
        get(fixture.balancer.setDraining(id("a"), true));
        fixture.origin("b");
        get(fixture.balancer.bindIfAbsent(StreamKeys.binding(STREAM), id("b").text(), Duration.ofMinutes(1)));
        Session younger = fixture.publisher();
        get(other.route(younger, RouteTarget.RTMP)).established();

        other.look();

        assertThat(younger.hasEnded()).isFalse();
        assertThat(fixture.hold()).hasValueSatisfying(hold -> assertThat(hold).startsWith("proxy-2 "));
    }

    @Test
    void aHoldThatNobodyIsBehindEndsNobodyAndTheStreamMovesWhenNoAnswerCame() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH); // at proxy-1, which is never heard again
        OriginRouter other = fixture.proxy("proxy-2");
        fixture.origin("b");
        fixture.clock.advance(Duration.ofSeconds(1));
        Session younger = fixture.publisher();
        get(other.routeTo(younger, RouteTarget.RTMP, id("b"))).established();

        other.look();
        assertThat(fixture.binding()).hasValue(id("a").text());
        fixture.clock.advance(Duration.ofMillis(2_900));
        other.settle();
        assertThat(fixture.binding()).as("there is time for an answer").hasValue(id("a").text());
        fixture.clock.advance(Duration.ofMillis(200));
        other.settle();

        assertThat(fixture.binding()).hasValue(id("b").text());
        assertThat(younger.hasEnded()).isFalse();
    }

    @Test
    void aHoldThatComesBackInTheSameWordsIsNoAnswer() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        String left = fixture.hold().orElseThrow();
        OriginRouter other = fixture.proxy("proxy-2");
        fixture.origin("b");
        fixture.clock.advance(Duration.ofSeconds(1));
        Session younger = fixture.publisher();
        get(other.routeTo(younger, RouteTarget.RTMP, id("b"))).established();
        for (int i = 0; i < 3; i++) { // as another half of a mesh may bring it
            String taken = fixture.hold().orElseThrow();
            assertThat(taken).startsWith("proxy-2 ");
            get(fixture.balancer.rebind(StreamKeys.hold(STREAM), taken, left, Duration.ofSeconds(30)));
            other.look();
        }
        assertThat(younger.hasEnded()).isFalse();
    }

    @Test
    void theStateOfAnOriginIsTold() {
        Origin origin = fixture.origin("a");
        assertThat(fixture.router.state(origin)).isEqualTo(OriginState.UP);
        fixture.refusal(fixture.route(fixture.player()).next());
        assertThat(fixture.router.state(origin)).isEqualTo(OriginState.SUSPECT);
        down("a");
        assertThat(fixture.router.state(origin)).isEqualTo(OriginState.DOWN);
    }
}
