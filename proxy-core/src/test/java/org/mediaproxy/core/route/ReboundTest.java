package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.end;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;

/** Publishers of one stream on two origins, as two halves of a partition leave them behind. */
final class ReboundTest {

    private final RoutingFixture fixture = new RoutingFixture();
    private final OriginRouter one = fixture.router;
    private final OriginRouter two = fixture.proxy("proxy-2");
    private final OriginRouter three = fixture.proxy("proxy-3");

    @BeforeEach
    void origins() {
        fixture.origin("a");
        fixture.origin("b");
        fixture.origin("c");
    }

    private Session at(OriginRouter proxy, String origin, StreamRole role) {
        Session session = fixture.session(STREAM, role);
        get(proxy.routeTo(session, RouteTarget.RTMP, id(origin))).established();
        return session;
    }

    /** As if this half of a partition had never heard of the other one's publisher. */
    private void partitioned() {
        fixture.hold().ifPresent(hold -> fixture.balancer.release(StreamKeys.hold(STREAM), hold));
        fixture.binding().ifPresent(bound -> fixture.balancer.release(StreamKeys.binding(STREAM), bound));
    }

    private Session publisherOnTheOtherSide(OriginRouter proxy, String origin) {
        partitioned();
        fixture.clock.advance(Duration.ofSeconds(1));
        return at(proxy, origin, StreamRole.PUBLISH);
    }

    private void look(OriginRouter... proxies) {
        for (OriginRouter proxy : proxies) {
            proxy.look();
        }
    }

    /** A few looks of each, with the time that passes in between. */
    private void settle(OriginRouter... proxies) {
        for (int i = 0; i < 7; i++) {
            fixture.clock.advance(Duration.ofSeconds(2));
            look(proxies);
        }
    }

    private static boolean isRebound(Session session) {
        return session.hasEnded(Cause.REBOUND);
    }

    private long rebounds(String role) {
        return fixture.counters.counter(Rebounds.REBOUNDS, "role", role).sum();
    }

    static Stream<List<Integer>> orders() {
        return Stream.of(List.of(0, 1), List.of(1, 0, 1), List.of(0, 0, 1), List.of(1, 1, 0, 1), List.of(0, 1, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theOlderPublisherHasTheStreamBackAndTheYoungerIsEndedWhoeverLooksFirst(List<Integer> order) {
        Session older = at(one, "a", StreamRole.PUBLISH);
        Session younger = publisherOnTheOtherSide(two, "b");
        assertThat(fixture.binding()).hasValue(id("b").text());
        order.forEach(i -> look(i == 0 ? one : two));
        settle(one, two);
        assertThat(older.hasEnded()).isFalse();
        assertThat(isRebound(younger)).isTrue();
        assertThat(fixture.hold()).hasValueSatisfying(hold -> assertThat(hold).contains(older.id()));
        assertThat(fixture.binding()).hasValue(id("a").text());
        assertThat(rebounds("publish")).isEqualTo(1);
        assertThat(fixture.counters.sum(Sessions.ENDS)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theYoungerIsEndedAlsoWhereTheStoreKnowsTheOlder(List<Integer> order) {
        Session younger = at(two, "b", StreamRole.PUBLISH);
        String hold = fixture.hold().orElseThrow();
        partitioned();
        fixture.clock.advance(Duration.ofSeconds(-1));
        Session older = at(one, "a", StreamRole.PUBLISH);
        assertThat(fixture.hold()).isNotEqualTo(java.util.Optional.of(hold));
        order.forEach(i -> look(i == 0 ? one : two));
        settle(one, two);
        assertThat(isRebound(younger)).isTrue();
        assertThat(older.hasEnded()).isFalse();
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void aPublisherThatReachesAnotherOriginThanTheLivePublisherIsEnded() {
        Session first = at(one, "a", StreamRole.PUBLISH);
        fixture.clock.advance(Duration.ofMillis(1));
        Session second = at(two, "b", StreamRole.PUBLISH);
        settle(one, two);
        assertThat(isRebound(second)).isTrue();
        assertThat(first.hasEnded()).isFalse();
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void ofTwoThatCameInTheSameMomentBothProxiesEndTheSameOne() {
        Session first = at(one, "a", StreamRole.PUBLISH);
        partitioned();
        Session second = at(two, "b", StreamRole.PUBLISH);
        settle(two, one);
        assertThat(isRebound(first)).isNotEqualTo(isRebound(second));
        assertThat(isRebound(second)).as("proxy-1 is the smaller text").isTrue();
    }

    @Test
    void ofThreeTheOldestStays() {
        Session oldest = at(one, "a", StreamRole.PUBLISH);
        Session middle = publisherOnTheOtherSide(two, "b");
        Session youngest = publisherOnTheOtherSide(three, "c");
        settle(two, three, one);
        assertThat(List.of(oldest.hasEnded(), isRebound(middle), isRebound(youngest)))
                .containsExactly(false, true, true);
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void twoOnOneOriginAreTheOriginsMatter() {
        Session first = at(one, "a", StreamRole.PUBLISH);
        Session second = publisherOnTheOtherSide(two, "a");
        settle(one, two);
        assertThat(first.hasEnded()).isFalse();
        assertThat(second.hasEnded()).isFalse();
    }

    @Test
    void theHoldOfAPublisherWhoseOriginIsNotRegisteredYieldsAndNobodyIsEnded() {
        Session first = at(one, "a", StreamRole.PUBLISH);
        fixture.balancer.registered.remove(id("a"));
        fixture.clock.advance(Duration.ofSeconds(1));
        Session second = at(two, "b", StreamRole.PUBLISH);
        settle(one, two);
        assertThat(first.hasEnded()).isFalse();
        assertThat(second.hasEnded()).isFalse();
        assertThat(fixture.binding()).hasValue(id("b").text());
        fixture.origin("a");
        settle(two, one);
        assertThat(isRebound(second)).as("the older one's origin is back").isTrue();
        assertThat(fixture.binding()).hasValue(id("a").text());
    }

    @Test
    void aPublisherAtAnOriginThatIsNotRegisteredDoesNotMoveTheStreamBackThere() {
        at(one, "a", StreamRole.PUBLISH);
        fixture.balancer.registered.remove(id("a"));
        assertThat(get(two.route(fixture.player(), RouteTarget.RTMP)).origin().id())
                .isEqualTo(id("b"));
        one.refresh();
        one.look();
        assertThat(fixture.binding()).hasValue(id("b").text());
    }

    @Test
    void aHoldOfAnotherFormIsNobodyToContendWith() {
        fixture.balancer.bindIfAbsent(StreamKeys.hold(STREAM), "somebody", Duration.ofSeconds(30));
        Session publisher = at(one, "a", StreamRole.PUBLISH);
        settle(one);
        assertThat(publisher.hasEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void playersOfTheYoungerFollowAndThoseOfTheOlderAreLeftAlone(boolean playersProxyLooksFirst) {
        at(one, "a", StreamRole.PUBLISH);
        Session staying = at(three, "a", StreamRole.PLAY);
        publisherOnTheOtherSide(two, "b");
        Session following = at(three, "b", StreamRole.PLAY);
        if (playersProxyLooksFirst) {
            settle(three, one, two);
        } else {
            settle(one, two, three);
        }
        assertThat(staying.hasEnded()).isFalse();
        assertThat(isRebound(following)).isTrue();
        assertThat(rebounds("play")).isEqualTo(1);
        assertThat(get(three.route(fixture.player(), RouteTarget.RTMP)).origin().id())
                .isEqualTo(id("a"));
    }

    @Test
    void aPlayerWhoseStreamMovedStaysUntilSomebodyPublishesElsewhere() {
        Session waiting = at(one, "a", StreamRole.PLAY);
        fixture.balancer.rebind(StreamKeys.binding(STREAM), id("a").text(), id("b").text(), Duration.ofMinutes(5));
        settle(one);
        assertThat(waiting.hasEnded()).isFalse();
        Session publisher = fixture.relaying(STREAM, StreamRole.PUBLISH);
        assertThat(publisher.origin()).isEqualTo(id("b"));
        settle(one);
        assertThat(isRebound(waiting)).isTrue();
    }

    @Test
    void aPlayerThatCameToTheServersNextRunUnderTheLastOnesNameStays() {
        Session player = at(one, "a", StreamRole.PLAY);
        fixture.balancer.registered.remove(id("a"));
        OriginId again = fixture.origin("a", "2").id();
        partitioned();
        Session publisher = fixture.session(STREAM, StreamRole.PUBLISH);
        get(two.routeTo(publisher, RouteTarget.RTMP, again)).established();
        settle(one, two);
        assertThat(fixture.binding()).hasValue(again.text());
        assertThat(player.hasEnded()).isFalse();
    }

    @Test
    void aMomentElsewhereEndsNoPlayer() {
        Session player = at(one, "a", StreamRole.PLAY);
        Session publisher = publisherOnTheOtherSide(two, "b");
        look(one);
        end(publisher);
        fixture.balancer.rebind(StreamKeys.binding(STREAM), id("b").text(), id("a").text(), Duration.ofMinutes(5));
        settle(one);
        publisherOnTheOtherSide(two, "b");
        look(one);
        assertThat(player.hasEnded()).isFalse();
    }

    @Test
    void aSessionThatNobodyCanEndFromOutsideGoesOn() {
        Session player = fixture.sessions.open("plain", new InetSocketAddress("192.0.2.1", 1));
        player.identified(STREAM, StreamRole.PLAY);
        get(one.routeTo(player, RouteTarget.RTMP, id("a"))).established();
        publisherOnTheOtherSide(two, "b");
        settle(one, two);
        assertThat(player.hasEnded()).isFalse();
        assertThat(rebounds("play")).isZero();
    }
}
