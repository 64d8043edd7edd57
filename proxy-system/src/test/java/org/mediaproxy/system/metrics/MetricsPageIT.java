package org.mediaproxy.system.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.metrics.DurationHistogram;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.metrics.MetricSource;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.testing.FakeLoadBalancer;
import org.mediaproxy.system.SystemProtocol;

/** {@code /metrics} of a proxy whose sessions the test opens. */
final class MetricsPageIT {

    private static final String TEXT = "text/plain";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** What Prometheus 2 sends where nothing else is set. */
    private static final String PROMETHEUS = "application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private final CapturingProtocol protocol = new CapturingProtocol();
    private MediaProxy proxy;

    @BeforeEach
    void start() {
        proxy = MediaProxy.builder()
                .settings(Map.of("PROXY_SYSTEM_API", "127.0.0.1:0", "PROXY_THREADS", "2"))
                .protocol(new SystemProtocol())
                .protocol(protocol)
                .loadBalancer(new FakeProvider(new FakeLoadBalancer()))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void openSessions(int count) {
        for (int i = 0; i < count; i++) {
            Session session = protocol.context()
                    .sessions()
                    .open("test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + i));
            session.identified(new StreamUrl("v", "live", "s" + i), i % 2 == 0 ? StreamRole.PLAY : StreamRole.PUBLISH);
        }
    }

    @Test
    void theFormatIsTheOneThatTheCallerAccepts() throws Exception {
        assertThat(Scraped.of(proxy, TEXT).contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(Scraped.of(proxy, "*/*").contentType()).startsWith("text/plain; version=0.0.4");
        Scraped open = Scraped.of(proxy, PROMETHEUS);
        assertThat(open.contentType()).isEqualTo(OPEN_METRICS);
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void everyRowSaysWhatItIsAndSoDoProcessAndJvm() throws Exception {
        openSessions(3);
        Scraped page = Scraped.of(proxy, TEXT);
        assertThat(page.rows("srs_proxy_sessions"))
                .containsExactlyInAnyOrder(
                        "srs_proxy_sessions{protocol=\"test\",role=\"play\"} 2.0",
                        "srs_proxy_sessions{protocol=\"test\",role=\"publish\"} 1.0");
        assertThat(page.body())
                .contains("# TYPE srs_proxy_sessions gauge\n", "# HELP srs_proxy_sessions Sessions open now.\n")
                .doesNotContain("says nothing about");
        for (String name : List.of(
                "process_cpu_seconds_total",
                "process_resident_memory_bytes",
                "process_open_fds",
                "jvm_memory_used_bytes",
                "jvm_gc_collection_seconds_count",
                "jvm_threads_current",
                "jvm_buffer_pool_used_bytes")) {
            assertThat(page.rows(name)).as(name).isNotEmpty();
        }
    }

    @Test
    void aHistogramIsCumulative() throws Exception {
        proxy.counters().describe(List.of(Metric.histogram("srs_proxy_test_seconds", "Of this test.")));
        DurationHistogram histogram = proxy.counters().histogram("srs_proxy_test_seconds");
        histogram.record(Duration.ofMillis(2).toNanos());
        histogram.record(Duration.ofMillis(20).toNanos());
        histogram.record(Duration.ofSeconds(20).toNanos());
        Scraped page = Scraped.of(proxy, TEXT);
        assertThat(page.rows("srs_proxy_test_seconds_bucket"))
                .contains(
                        "srs_proxy_test_seconds_bucket{le=\"0.001\"} 0",
                        "srs_proxy_test_seconds_bucket{le=\"0.0025\"} 1",
                        "srs_proxy_test_seconds_bucket{le=\"10.0\"} 2",
                        "srs_proxy_test_seconds_bucket{le=\"+Inf\"} 3");
        assertThat(page.rows("srs_proxy_test_seconds_count")).containsExactly("srs_proxy_test_seconds_count 3");
        assertThat(page.rows("srs_proxy_test_seconds_sum")).containsExactly("srs_proxy_test_seconds_sum 20.022");
    }

    @Test
    void aSourceThatDoesNotAnswerHoldsThePageUpForASecondOnly() throws Exception {
        proxy.counters().add(new MetricSource() {
            @Override
            public CompletionStage<?> refresh() {
                return new CompletableFuture<>();
            }

            @Override
            public void read(Rows rows) {
                rows.add("srs_proxy_test", 5);
            }
        });
        long begun = System.nanoTime();
        assertThat(Scraped.of(proxy, TEXT).rows("srs_proxy_test")).containsExactly("srs_proxy_test 5.0");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
    }

    @Test
    void anApplicationsOwnRegistryHasTheSameMetrics() throws Exception {
        openSessions(2);
        PrometheusRegistry registry = new PrometheusRegistry();
        ProxyCollector collector = new ProxyCollector(proxy.counters());
        registry.register(collector);
        List<String> own = new ArrayList<>();
        registry.scrape().forEach(metric -> {
            String suffix = metric instanceof CounterSnapshot ? "_total" : "";
            own.add(metric.getMetadata().getPrometheusName() + suffix);
        });
        List<String> page = Scraped.of(proxy, OPEN_METRICS)
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE srs_"))
                .map(line -> line.split(" ")[2] + (line.endsWith(" counter") ? "_total" : ""))
                .toList();
        assertThat(page).hasSizeGreaterThan(10);
        assertThat(own).containsExactlyInAnyOrderElementsOf(page);
        registry.unregister(collector);
        assertThat(registry.scrape().size()).isZero();
    }

    @Test
    void tenThousandSessionsTakeLessThanFiftyMillisecondsAndNoEventLoopReadsThem() throws Exception {
        openSessions(10_000);
        Set<String> readers = ConcurrentHashMap.newKeySet();
        proxy.counters()
                .add(rows -> readers.add(Thread.currentThread().getName().replaceFirst("-\\d+-\\d+$", "")));
        for (int i = 0; i < 20; i++) {
            Scraped.of(proxy, PROMETHEUS); // classes are loaded, and what is hot is compiled
        }
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long begun = System.nanoTime();
            assertThat(Scraped.of(proxy, PROMETHEUS).rows("srs_proxy_sessions")).hasSize(2);
            micros.add((System.nanoTime() - begun) / 1_000);
        }
        long median =
                micros.stream().sorted().skip(micros.size() / 2).findFirst().orElseThrow();
        assertThat(median).as("microseconds, of %s", micros).isLessThan(50_000);
        assertThat(readers).containsExactly("mediaproxy-metrics");
    }
}
