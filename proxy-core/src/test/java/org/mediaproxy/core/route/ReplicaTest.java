package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.end;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.stream.StreamRole;

/** Streams that may be on two origins. The fixture's picker takes the first that is left. */
final class ReplicaTest {

    private final RoutingFixture fixture = new RoutingFixture(2);
    private final OriginRouter other = fixture.backedProxy("proxy-2", 2);

    @BeforeEach
    void origins() {
        fixture.origin("a");
        fixture.origin("b");
        fixture.origin("c");
    }

    private Session publisher(OriginRouter proxy) {
        fixture.clock.advance(Duration.ofMillis(1));
        return relaying(proxy, fixture.publisher());
    }

    private static Session relaying(OriginRouter proxy, Session session) {
        get(proxy.route(session, RouteTarget.RTMP)).established();
        return session;
    }

    private Map<OriginId, Integer> players(int count) {
        Map<OriginId, Integer> where = new HashMap<>();
        for (int i = 0; i < count; i++) {
            where.merge(fixture.route(fixture.player()).origin().id(), 1, Integer::sum);
        }
        return where;
    }

    /** A few looks, with the time that passes in between. */
    private void settle() {
        for (int i = 0; i < 5; i++) {
            fixture.clock.advance(Duration.ofSeconds(2));
            fixture.router.look();
            other.look();
        }
    }

    private Optional<String> backup() {
        return get(fixture.balancer.find(Slot.BACKUP.binding(STREAM)));
    }

    @Test
    void theSecondPublisherOfALiveStreamGoesToAnotherOriginAtAnyProxy() {
        assertThat(publisher(fixture.router).origin()).isEqualTo(id("a"));
        assertThat(publisher(other).origin()).isEqualTo(id("b"));
        assertThat(fixture.binding()).as("what a Go proxy reads").hasValue("a-s-1");
        assertThat(backup()).hasValue("b-s-1");
        assertThat(publisher(other).origin())
                .as("a third one is the first origin's matter")
                .isEqualTo(id("a"));
    }

    @Test
    void withoutReplicasItGoesToTheSameOrigin() {
        RoutingFixture plain = new RoutingFixture(1);
        plain.origin("a");
        plain.origin("b");
        relaying(plain.router, plain.publisher());
        assertThat(relaying(plain.router, plain.publisher()).origin()).isEqualTo(id("a"));
        assertThat(get(plain.balancer.find(Slot.BACKUP.binding(STREAM)))).isEmpty();
    }

    @Test
    void playersSpreadOverBothAndRequestsStayWithTheFirst() {
        publisher(fixture.router);
        assertThat(players(20)).containsOnlyKeys(id("a"));
        publisher(other);
        assertThat(players(200)).containsOnlyKeys(id("a"), id("b")).allSatisfy((origin, count) -> assertThat(count)
                .isGreaterThan(50));
        for (int i = 0; i < 20; i++) {
            Session request = fixture.sessions.openRequest("hls", new InetSocketAddress("192.0.2." + i, 1));
            request.identified(STREAM, StreamRole.PLAY);
            assertThat(fixture.route(request).origin().id()).isEqualTo(id("a"));
        }
    }

    @Test
    void playersOfBothStayWhileBothArePublished() {
        publisher(fixture.router);
        publisher(other);
        List<Session> players = java.util.stream.Stream.generate(() -> relaying(fixture.router, fixture.player()))
                .limit(20)
                .toList();
        settle();
        fixture.live(Duration.ofHours(1));
        assertThat(players).noneMatch(Session::hasEnded);
        assertThat(backup()).hasValue("b-s-1");
    }

    @Test
    void playersMoveToTheOtherWhenOnePublisherGoesWhicheverItIs() {
        for (boolean first : new boolean[] {true, false}) {
            RoutingFixture now = new RoutingFixture(2);
            now.origin("a");
            now.origin("b");
            Session primary = relaying(now.router, now.publisher());
            Session backup = relaying(now.router, now.publisher());
            List<Session> players = java.util.stream.Stream.generate(() -> relaying(now.router, now.player()))
                    .limit(40)
                    .toList();
            end(first ? primary : backup);
            OriginId left = first ? id("b") : id("a");
            assertThat(now.route(now.player()).origin().id()).isEqualTo(left);
            for (int i = 0; i < 5; i++) {
                now.clock.advance(Duration.ofSeconds(2));
                now.router.look();
            }
            assertThat(players).allSatisfy(player -> assertThat(player.hasEnded(Cause.REBOUND))
                    .isEqualTo(!left.equals(player.origin())));
        }
    }

    @Test
    void aPublisherThatComesBackInTimeEndsNoPlayer() {
        publisher(fixture.router);
        Session backup = publisher(other);
        Session player = fixture.player();
        get(fixture.router.routeTo(player, RouteTarget.RTMP, id("b"))).established();
        end(backup);
        fixture.router.look();
        fixture.clock.advance(Duration.ofSeconds(3));
        assertThat(publisher(other).origin()).isEqualTo(id("b"));
        settle();
        assertThat(player.hasEnded()).isFalse();
    }

    @Test
    void whenTheFirstOriginIsGonePlayersGoToTheBackupAndThePublisherToAThird() {
        Session lost = publisher(fixture.router);
        publisher(other);
        fixture.balancer.registered.remove(id("a"));
        assertThat(players(20)).containsOnlyKeys(id("b"));
        end(lost);
        Session again = publisher(fixture.router);
        assertThat(again.origin()).isEqualTo(id("c"));
        assertThat(fixture.binding()).hasValue("c-s-1");
        assertThat(players(100)).containsOnlyKeys(id("b"), id("c"));
    }

    @Test
    void aPublisherThatComesBackNeverJoinsTheBackupsOriginIfThereIsAnother() {
        Session first = publisher(fixture.router);
        publisher(other);
        end(first);
        fixture.balancer.rebind(StreamKeys.binding(STREAM), "a-s-1", "b-s-1", Duration.ofMinutes(5));
        assertThat(publisher(fixture.router).origin()).isEqualTo(id("a"));
        assertThat(fixture.binding()).hasValue("a-s-1");
    }

    @Test
    void aPlayerWhoseConnectFailsGoesToTheOtherOriginAndTheStreamStaysOnBoth() {
        publisher(fixture.router);
        publisher(other);
        for (int i = 0; i < 20; i++) {
            Route route = fixture.route(fixture.player());
            OriginId second = route.origin().id().equals(id("a")) ? id("b") : id("a");
            Route next = get(route.next());
            assertThat(next.origin().id()).isEqualTo(second);
            assertThat(fixture.refusal(next.next())).isEqualTo(Cause.UNREACHABLE);
        }
        assertThat(fixture.binding()).hasValue("a-s-1");
        assertThat(backup()).hasValue("b-s-1");
    }

    @Test
    void aBackupThatCannotBeReachedIsTriedElsewhere() {
        publisher(fixture.router);
        Route backup = fixture.route(fixture.publisher());
        assertThat(backup.origin().id()).isEqualTo(id("b"));
        assertThat(get(backup.next()).origin().id()).isEqualTo(id("c"));
        assertThat(fixture.binding()).hasValue("a-s-1");
        assertThat(backup()).hasValue("c-s-1");
    }

    @Test
    void withOneOriginLeftTheSecondPublisherGoesThereToo() {
        fixture.balancer.registered.remove(id("b"));
        fixture.balancer.registered.remove(id("c"));
        publisher(fixture.router);
        assertThat(fixture.route(fixture.publisher()).origin().id()).isEqualTo(id("a"));
    }

    @Test
    void theYoungerOfTwoFirstPublishersIsEndedAndComesAgainAsTheBackup() {
        Session older = publisher(fixture.router);
        fixture.balancer.release(StreamKeys.hold(STREAM), fixture.hold().orElseThrow());
        fixture.clock.advance(Duration.ofSeconds(1));
        Session younger = fixture.publisher();
        get(other.routeTo(younger, RouteTarget.RTMP, id("b"))).established();
        settle();
        assertThat(older.hasEnded()).isFalse();
        assertThat(younger.hasEnded(Cause.REBOUND)).isTrue();
        assertThat(publisher(other).origin()).isEqualTo(id("b"));
        assertThat(players(100)).containsOnlyKeys(id("a"), id("b"));
    }

    @Test
    void aSessionThatBelongsToTheBackupsOriginKeepsTheBackup() {
        publisher(fixture.router);
        Session backup = publisher(other);
        Session media = fixture.player();
        get(fixture.router.routeTo(media, RouteTarget.RTMP, id("b"))).established();
        settle();
        assertThat(media.hasEnded()).isFalse();
        end(backup);
        settle();
        assertThat(media.hasEnded(Cause.REBOUND)).isTrue();
    }

    @Test
    void statusCallsKnowBothOrigins() {
        publisher(fixture.router);
        Session backup = publisher(other);
        assertThat(get(fixture.router.bindings()))
                .singleElement()
                .extracting(StreamBinding::origins)
                .isEqualTo(List.of(id("a"), id("b")));
        assertThat(get(fixture.router.published(STREAM, id("b"), "told"))).isEqualTo(PublishReport.KNOWN);
        fixture.balancer.registered.remove(id("a"));
        assertThat(get(fixture.router.find(STREAM)).orElseThrow().id()).isEqualTo(id("b"));
        assertThat(get(fixture.router.forget(STREAM))).isEqualTo(ForgetResult.PUBLISHED);
        end(backup);
        assertThat(fixture.router.size() + other.size()).isEqualTo(2);
    }

    @Test
    void nothingIsKeptOfSessionsThatEnded() {
        for (Session session :
                List.of(publisher(fixture.router), publisher(other), relaying(other, fixture.player()))) {
            end(session);
        }
        assertThat(fixture.router.size() + other.size()).isZero();
    }
}
