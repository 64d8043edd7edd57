package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.mesh.Members.answer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.testkit.FreePort;

/** What is counted, made to move by what it counts, as far as that takes no partition. */
class MeshMetricsIT {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AffinityKey KEY = new AffinityKey("stream", "__defaultVhost__/live/one");

    private final Counters counters = new Counters();

    @Test
    void callsLookUpsAndMembersAreCountedUnderTheNamesThatAreDescribed() throws Exception {
        int port = FreePort.tcp();
        String peers = "127.0.0.1:" + port;
        try (LoadBalancer one = open(port, peers, counters);
                LoadBalancer other = open(FreePort.tcp(), peers, new Counters())) {
            Awaitility.await().atMost(PATIENCE).until(() -> counters.sum(MeshMembers.MEMBERS) == 2);
            answer(other.affinity().bindIfAbsent(KEY, "a", TTL));
            answer(one.affinity().find(KEY));
            assertThat(counters.sum(MeshCalls.CALLS)).isPositive();
            assertThat(counters.sum(MeshAffinityStore.LOOKUPS)).isPositive();
            assertThat(counters.sum(MeshMembers.MISSING) + counters.sum(MeshMembers.MERGES))
                    .isZero();
            assertThat(counters.snapshot().keySet().stream()
                            .map(CounterId::name)
                            .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(new MeshLoadBalancerProvider()
                            .metrics().stream().map(Metric::name).toList());
        }
    }

    private static LoadBalancer open(int port, String peers, Counters counters) {
        Settings settings = Settings.of(
                Map.of("PROXY_MESH_LISTEN", "127.0.0.1:" + port, "PROXY_MESH_PEERS", peers, "PROXY_MESH_NAME", peers));
        return new MeshLoadBalancerProvider()
                .open(new LoadBalancerContext(settings, counters, InstantSource.system(), TTL));
    }
}
