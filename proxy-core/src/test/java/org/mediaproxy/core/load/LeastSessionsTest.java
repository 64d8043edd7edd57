package org.mediaproxy.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.route.ManualClock;
import org.mediaproxy.core.route.MapLoadBalancer;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.stream.StreamUrl;

/** What proxies tell each other, and where the picker sends streams for it. */
final class LeastSessionsTest {

    private static final StreamUrl STREAM = new StreamUrl("v", "live", "a");

    private final ManualClock clock = new ManualClock();
    private final MapLoadBalancer cluster = new MapLoadBalancer(clock, Runnable::run);
    private final List<Origin> origins = List.of(origin("a"), origin("b"), origin("c"));
    private final Proxy one = new Proxy("one");
    private final Proxy two = new Proxy("two");

    private static Origin origin(String name) {
        return new Origin(
                name, "s", "1", "10.0.0.1", "", Map.of(OriginService.RTMP, List.of("1935")), Instant.EPOCH, false);
    }

    private final class Proxy {
        final Sessions sessions = new Sessions(new Counters());
        final ClusterReport report;
        final LeastSessionsPicker picker;

        Proxy(String id) {
            report = new ClusterReport(cluster, true, sessions, clock, id);
            picker = new LeastSessionsPicker(report.load());
        }

        void open(int count, String origin) {
            for (int i = 0; i < count; i++) {
                sessions.open("test", new InetSocketAddress("192.0.2.1", 1)).routed(OriginId.of(origin, "s", "1"), "x");
            }
        }

        Map<String, Integer> picks(int count) {
            Map<String, Integer> picks = new HashMap<>();
            for (int i = 0; i < count; i++) {
                picks.merge(picker.pick(STREAM, origins).server(), 1, Integer::sum);
            }
            return picks;
        }
    }

    private void exchange() {
        for (int i = 0; i < 2; i++) {
            one.report.exchange();
            two.report.exchange();
        }
    }

    @Test
    void theOriginWithTheFewestSessionsOverAllProxiesIsPicked() {
        one.open(5, "a");
        two.open(5, "b");
        one.open(1, "c");
        two.open(1, "c");
        exchange();
        assertThat(one.picks(3)).isEqualTo(Map.of("c", 3));
        assertThat(two.picks(3)).isEqualTo(Map.of("c", 3));
    }

    @Test
    void aBurstSpreadsAlsoBetweenTwoExchanges() {
        one.open(10, "a");
        exchange();
        assertThat(one.picks(50)).isEqualTo(Map.of("a", 10, "b", 20, "c", 20));
    }

    @Test
    void aBurstBeforeTheFirstExchangeSpreadsToo() {
        assertThat(one.picks(30)).isEqualTo(Map.of("a", 10, "b", 10, "c", 10));
    }

    @Test
    void whatWasSentAndCameToNothingIsForgottenAtTheNextExchange() {
        one.picks(30);
        one.open(3, "b");
        exchange();
        assertThat(one.picks(6)).isEqualTo(Map.of("a", 3, "c", 3));
    }

    @Test
    void ofOriginsThatAreEqualNotEveryProxyTakesTheSame() {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            exchange();
            one.picks(1).forEach((origin, count) -> first.merge(origin, count, Integer::sum));
        }
        assertThat(first).hasSize(3);
    }

    @Test
    void aSnapshotHasTheSessionsOfEachOriginAndWhereTheProxyIs() {
        one.report.reachedAt("10.0.0.9:12025");
        one.open(2, "a");
        one.sessions.open("test", new InetSocketAddress("192.0.2.1", 1)); // not routed yet
        one.report.exchange();
        assertThat(cluster.snapshots.get("one")).satisfies(said -> {
            assertThat(said.address()).isEqualTo("10.0.0.9:12025");
            assertThat(said.sessions()).isEqualTo(Map.of(OriginId.of("a", "s", "1"), 2L));
            assertThat(said.at()).isEqualTo(clock.instant());
        });
    }

    @Test
    void oneThatIsAloneCountsOnlyWhatHasChangedAndNowAndThenAll() {
        ClusterReport alone = new ClusterReport(cluster, false, one.sessions, clock, "one");
        one.open(2, "a");
        alone.exchange();
        cluster.snapshots.clear();
        alone.exchange();
        assertThat(cluster.snapshots).isEmpty();
        one.open(1, "a");
        alone.exchange();
        assertThat(cluster.snapshots.get("one"))
                .satisfies(said -> assertThat(said.sessions()).isEqualTo(Map.of(OriginId.of("a", "s", "1"), 3L)));
        cluster.snapshots.clear();
        for (int i = 0; i < 3; i++) {
            assertThat(cluster.snapshots).isEmpty();
            alone.exchange();
        }
        assertThat(cluster.snapshots).containsOnlyKeys("one");
    }

    @Test
    void aProxyThatEndedCountsForNothingAndSaysNothingMore() {
        two.open(9, "a");
        exchange();
        assertThat(two.report.end().toCompletableFuture()).isCompleted();
        two.report.exchange();
        assertThat(cluster.snapshots.get("two"))
                .satisfies(said -> assertThat(said.sessions()).isEmpty());
        one.open(1, "b");
        one.open(1, "c");
        one.report.exchange();
        one.report.exchange();
        assertThat(one.picks(1)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void aProxyThatNeverSaidAnythingSaysNothingAtItsEnd() {
        one.report.end();
        assertThat(cluster.snapshots).isEmpty();
    }

    @Test
    void whileTheClusterIsSilentTheOthersCountAsTheyDidAndTheOwnAreFresh() {
        two.open(4, "a");
        exchange();
        for (Session gone : List.copyOf(two.sessions.open())) {
            gone.end(Side.CLIENT, Cause.CLOSED);
        }
        cluster.trouble = () -> CompletableFuture.failedFuture(new IllegalStateException("away"));
        one.open(2, "b");
        one.open(9, "c");
        one.report.exchange();
        assertThat(one.picks(2)).isEqualTo(Map.of("b", 2));
        cluster.trouble = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThatCode(() -> {
                    one.report.exchange();
                    one.report.end();
                })
                .doesNotThrowAnyException();
    }
}
