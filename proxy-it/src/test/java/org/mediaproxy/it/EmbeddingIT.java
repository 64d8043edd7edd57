package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.lb.memory.MemoryLoadBalancerProvider;
import org.mediaproxy.rtmp.RtmpProtocol;
import org.mediaproxy.system.metrics.ProxyCollector;

/** An application that embeds the proxy with three modules only: what docs/embedding.md shows. */
class EmbeddingIT {

    @TempDir
    Path folder;

    @Test
    void anApplicationHasTheProxysMetricsInItsOwnRegistry() throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        try (MediaProxy proxy = MediaProxy.builder()
                .settings(Map.of("PROXY_RTMP_SERVER", "127.0.0.1:0", "PROXY_EVENT_LOOP_LAG", "off"))
                .protocol(new RtmpProtocol())
                .loadBalancer(new MemoryLoadBalancerProvider())
                .build()
                .start()) {
            ProxyCollector metrics = new ProxyCollector(proxy.counters());
            registry.register(metrics);
            int port = proxy.endpoints().get(0).address().getPort();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> value(registry, "srs_proxy_sessions") == 1 && client.isConnected());
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> value(registry, "srs_proxy_sessions") == 0);
            assertThat(value(registry, "srs_proxy_ready")).isEqualTo(1);
            assertThat(names(registry)).contains("srs_proxy_sessions_opened").doesNotContain("process_open_fds");
            registry.unregister(metrics);
            assertThat(names(registry)).isEmpty();
        }
    }

    private static List<String> names(PrometheusRegistry registry) {
        return registry.scrape().stream()
                .map(metric -> metric.getMetadata().getName())
                .toList();
    }

    /** The sum over the rows of a gauge. */
    private static double value(PrometheusRegistry registry, String name) {
        return registry.scrape(name::equals).stream()
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    @Test
    void anApplicationServesRtmpOnAFreePort() throws Exception {
        try (NginxRtmp origin = NginxRtmp.start(folder, 4096);
                MediaProxy proxy = MediaProxy.builder()
                        .settings(Map.of(
                                "PROXY_RTMP_SERVER", "127.0.0.1:0",
                                "PROXY_DEFAULT_BACKEND_ENABLED", "on",
                                "PROXY_DEFAULT_BACKEND_RTMP", Integer.toString(origin.rtmpPort())))
                        .protocol(new RtmpProtocol())
                        .loadBalancer(new MemoryLoadBalancerProvider())
                        .build()
                        .start()) {
            assertThat(proxy.endpoints()).hasSize(1);
            int port = proxy.endpoints().get(0).address().getPort();
            try (RtmpCaller caller = new RtmpCaller(port).connect("live")) {
                caller.publish("embedded");
                assertThat(caller.awaitStatus()).isEqualTo("NetStream.Publish.Start");
                assertThat(origin.stat()).extracting(NginxRtmp.Stat::stream).containsExactly("embedded");
            }
        }
    }
}
