package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

final class OriginRouterTest {

    private final RoutingFixture fixture = new RoutingFixture();

    @Test
    void aNewStreamIsBoundAndItsNextSessionsFollow() {
        fixture.origin("a");
        Session publisher = fixture.publisher();
        Route first = fixture.route(publisher);
        fixture.origin("0-would-be-picked-now");
        Route second = fixture.route(fixture.player());
        assertThat(first.origin().id()).isEqualTo(id("a"));
        assertThat(first.endpoint()).hasToString("tcp://10.0.0.1:1935");
        assertThat(second.origin().id()).isEqualTo(id("a"));
        assertThat(publisher.origin()).isEqualTo(id("a"));
        assertThat(fixture.routes("bound")).isEqualTo(1);
        assertThat(fixture.routes("hit")).isEqualTo(1);
    }

    @Test
    void thePublisherGoesWhereAPlayerWasSentBefore() {
        fixture.origin("b");
        fixture.route(fixture.player());
        fixture.origin("a");
        assertThat(fixture.route(fixture.publisher()).origin().id()).isEqualTo(id("b"));
    }

    @Test
    void aPlayersBindingWithoutMediaIsGoneAfterTenSeconds() {
        fixture.origin("b");
        fixture.route(fixture.player());
        fixture.origin("a");
        fixture.live(Duration.ofSeconds(10));
        assertThat(fixture.route(fixture.publisher()).origin().id()).isEqualTo(id("a"));
    }

    @Test
    void aStreamOfAnOriginWhoseRegistrationIsGoneMoves() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.balancer.registered.remove(id("a"));
        fixture.origin("b");
        assertThat(fixture.route(fixture.player()).origin().id()).isEqualTo(id("b"));
        assertThat(fixture.routes("moved")).isEqualTo(1);
    }

    @Test
    void theNextOriginIsTriedWhenNobodyHoldsTheStream() {
        fixture.origin("a");
        Route dead = fixture.route(fixture.publisher());
        fixture.origin("b");
        assertThat(get(dead.next()).origin().id()).isEqualTo(id("b"));
        assertThat(fixture.binding()).hasValue(id("b").text());
    }

    @Test
    void theStreamStaysWhereItIsPublishedWhateverAPlayersConnectSays() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.origin("b");
        Route route = fixture.route(fixture.player());
        assertThat(fixture.refusal(route.next())).isEqualTo(Cause.UNREACHABLE);
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void aPublishedStreamMovesAllTheSameOnceItsOriginIsGone() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.origin("b");
        Route route = fixture.route(fixture.player());
        fixture.balancer.registered.remove(id("a"));
        assertThat(get(route.next()).origin().id()).isEqualTo(id("b"));
    }

    @Test
    void everyOriginIsTriedOnceAndThenNone() {
        fixture.origin("a");
        fixture.origin("b");
        Route second = get(fixture.route(fixture.player()).next());
        assertThat(second.origin().id()).isEqualTo(id("b"));
        assertThat(fixture.refusal(second.next())).isEqualTo(Cause.UNREACHABLE);
    }

    @Test
    void aDrainingOriginKeepsItsStreamsAndGetsNoNewOnes() {
        fixture.origin("a");
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        get(fixture.balancer.setDraining(id("a"), true));
        fixture.origin("b");
        assertThat(fixture.route(fixture.player()).origin().id()).isEqualTo(id("a"));
        Session other = fixture.session(new StreamUrl("v", "live", "new"), StreamRole.PUBLISH);
        assertThat(fixture.route(other).origin().id()).isEqualTo(id("b"));
    }

    @Test
    void withDrainingOriginsOnlyThereIsNoneForANewStream() {
        fixture.origin("a");
        get(fixture.balancer.setDraining(id("a"), true));
        assertThat(fixture.refusal(fixture.router.route(fixture.player(), RouteTarget.RTMP)))
                .isEqualTo(Cause.NO_ORIGIN);
    }

    @Test
    void newStreamsAvoidAnOriginThatJustFailedAndForgiveItAfterTenSeconds() {
        fixture.origin("a");
        fixture.origin("b");
        get(fixture.route(fixture.player()).next());
        assertThat(fixture.route(fixture.session(stream(1), StreamRole.PLAY))
                        .origin()
                        .id())
                .isEqualTo(id("b"));
        fixture.clock.advance(Duration.ofSeconds(10));
        assertThat(fixture.route(fixture.session(stream(2), StreamRole.PLAY))
                        .origin()
                        .id())
                .isEqualTo(id("a"));
    }

    @Test
    void aSuspectIsTakenWhereThereIsNoOther() {
        fixture.origin("a");
        fixture.refusal(fixture.route(fixture.player()).next());
        assertThat(fixture.route(fixture.session(stream(1), StreamRole.PLAY))
                        .origin()
                        .id())
                .isEqualTo(id("a"));
    }

    @Test
    void anOriginThatAnswersIsNoSuspectAnyMore() {
        fixture.origin("a");
        Route suspected = fixture.route(fixture.player());
        fixture.refusal(suspected.next());
        fixture.relaying(stream(1), StreamRole.PLAY);
        fixture.origin("b");
        assertThat(fixture.route(fixture.session(stream(2), StreamRole.PLAY))
                        .origin()
                        .id())
                .isEqualTo(id("a"));
    }

    @Test
    void aBoundStreamIsNotServedInAProtocolThatItsOriginLacks() {
        fixture.origin("a");
        fixture.route(fixture.publisher());
        RouteTarget srt = new RouteTarget(OriginService.SRT, true);
        assertThat(fixture.refusal(fixture.router.route(fixture.player(), srt))).isEqualTo(Cause.UNSUPPORTED);
    }

    private void registered(String name, OriginService... services) {
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        for (OriginService service : services) {
            listens.put(service, List.of("1985"));
        }
        Origin origin = new Origin(name, "s", "1", "10.0.0.1", "", listens, fixture.clock.instant(), false);
        fixture.balancer.registered.put(origin.id(), origin);
    }

    @Test
    void anOriginThatLacksWhatIsNeededBesidesIsNeverPicked() {
        registered("a", OriginService.API);
        assertThat(fixture.refusal(fixture.router.route(fixture.publisher(), RouteTarget.RTC_SIGNALLING)))
                .isEqualTo(Cause.NO_ORIGIN);
        registered("b", OriginService.RTC);
        assertThat(fixture.refused(fixture.router.route(fixture.publisher(), RouteTarget.RTC_SIGNALLING)))
                .hasMessage("no live origin serves api and rtc");
        registered("c", OriginService.API, OriginService.RTC);
        Route route = RoutingFixture.get(fixture.router.route(fixture.publisher(), RouteTarget.RTC_SIGNALLING));
        assertThat(route.origin().id()).isEqualTo(id("c"));
        assertThat(route.endpoint()).hasToString("tcp://10.0.0.1:1985");
    }

    @Test
    void aStreamThatIsBoundToAnOriginWithoutItIsRefused() {
        registered("a", OriginService.API);
        RoutingFixture.get(fixture.router.route(fixture.publisher(), new RouteTarget(OriginService.API, false)));
        registered("b", OriginService.API, OriginService.RTC);
        assertThat(fixture.refusal(fixture.router.route(fixture.player(), RouteTarget.RTC_SIGNALLING)))
                .isEqualTo(Cause.UNSUPPORTED);
        assertThat(fixture.binding()).contains(id("a").text());
    }

    @Test
    void withoutAnOriginThatServesTheProtocolThereIsNone() {
        assertThat(fixture.refusal(fixture.router.route(fixture.player(), RouteTarget.RTMP)))
                .isEqualTo(Cause.NO_ORIGIN);
        fixture.origin("a");
        assertThat(fixture.refusal(fixture.router.route(fixture.player(), RouteTarget.HTTP)))
                .isEqualTo(Cause.NO_ORIGIN);
        assertThat(fixture.binding()).isEmpty();
    }

    @Test
    void oneAddressMayMakeOnlySoManyBindingsButFollowAny() {
        RoutingFixture limited = new RoutingFixture(Runnable::run, 1);
        limited.origin("a");
        for (int i = 0; i < 10; i++) {
            limited.route(limited.session(stream(i), StreamRole.PLAY));
        }
        Session tooMany = limited.session(stream(10), StreamRole.PLAY);
        assertThat(limited.refusal(limited.router.route(tooMany, RouteTarget.RTMP)))
                .isEqualTo(Cause.LIMIT);
        assertThat(limited.route(limited.session(stream(3), StreamRole.PLAY))
                        .origin()
                        .id())
                .isEqualTo(id("a"));
        Session elsewhere = limited.sessions.open("test", new InetSocketAddress("192.0.2.2", 1));
        elsewhere.identified(stream(10), StreamRole.PLAY);
        assertThat(limited.route(elsewhere).origin().id()).isEqualTo(id("a"));
    }

    @Test
    void aSessionMustBeIdentifiedFirst() {
        Session session = fixture.sessions.open("test", new InetSocketAddress("192.0.2.1", 1));
        assertThatIllegalStateException().isThrownBy(() -> fixture.router.route(session, RouteTarget.RTMP));
    }

    private static StreamUrl stream(int number) {
        return new StreamUrl("v", "live", "s" + number);
    }
}
