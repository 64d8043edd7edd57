package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.metrics.MetricType;
import org.mediaproxy.it.peers.BusyProxy;
import org.mediaproxy.it.peers.MetricsPage;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.testkit.RealProcess;

/** The metrics of a proxy that is made to do a little of everything, as Prometheus sees them. */
class MetricsIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** What takes a kernel, a certificate or a Redis of its own to move: the test that moves it, and how it names it. */
    private static final Map<String, List<String>> ELSEWHERE = Map.ofEntries(
            Map.entry(
                    "srs_proxy_spliced_bytes_total",
                    List.of("proxy-core/src/test/java/org/mediaproxy/core/relay/SplicingIT.java", "Relay.SPLICED")),
            Map.entry(
                    "srs_proxy_rebounds_total",
                    List.of(
                            "proxy-core/src/test/java/org/mediaproxy/core/route/ReboundTest.java",
                            "Rebounds.REBOUNDS")),
            Map.entry(
                    "srs_proxy_origin_probes_total",
                    List.of(
                            "proxy-core/src/test/java/org/mediaproxy/core/health/OriginProbeIT.java",
                            "OriginProbe.PROBES")),
            Map.entry(
                    "srs_proxy_srs_hooks_total",
                    List.of("proxy-system/src/test/java/org/mediaproxy/system/HookIT.java", "HookCall.HOOKS")),
            Map.entry(
                    "srs_proxy_datagrams_total",
                    List.of(
                            "proxy-core/src/test/java/org/mediaproxy/core/relay/DatagramRelayIT.java",
                            "DatagramRelays.PACKETS")),
            Map.entry(
                    "srs_proxy_datagram_runs_refused_total",
                    List.of(
                            "proxy-core/src/test/java/org/mediaproxy/core/relay/DatagramOutputTest.java",
                            "DatagramRelays.UNSEGMENTED")),
            Map.entry(
                    "srs_proxy_tls_reloads_total",
                    List.of("proxy-core/src/test/java/org/mediaproxy/core/tls/TlsPortsTest.java", "TlsPorts.RELOADS")),
            Map.entry(
                    "srs_proxy_load_balancer_troubles",
                    List.of("proxy-core/src/test/java/org/mediaproxy/core/ProxyGaugesIT.java", "ProxyGauges.TROUBLES")),
            Map.entry(
                    "srs_proxy_rtsp_udp_port_pairs",
                    List.of("proxy-rtsp/src/test/java/org/mediaproxy/rtsp/udp/UdpPortsTest.java", "UdpPorts.IN_USE")),
            Map.entry(
                    "srs_proxy_rtsp_udp_ports_exhausted_total",
                    List.of(
                            "proxy-rtsp/src/test/java/org/mediaproxy/rtsp/udp/UdpPortsTest.java",
                            "UdpPorts.EXHAUSTED")),
            Map.entry(
                    "srs_proxy_tls_certificate_expiry_timestamp_seconds",
                    List.of("proxy-core/src/test/java/org/mediaproxy/core/tls/TlsPortsTest.java", "TlsPorts.EXPIRY")),
            Map.entry(
                    "srs_proxy_tls_handshakes_total",
                    List.of(
                            "proxy-core/src/test/java/org/mediaproxy/core/tls/ServerTlsTest.java",
                            "ServerTls.HANDSHAKES")));

    private static final Path REDIS =
            ROOT.resolve("proxy-lb-redis/src/test/java/org/mediaproxy/lb/redis/RedisMetricsIT.java");

    @TempDir
    static Path folder;

    private static BusyProxy proxy;

    @BeforeAll
    static void work() throws Exception {
        proxy = new BusyProxy();
        proxy.work();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    /** All metrics but those of load balancers that are not in use. */
    private static List<Metric> metrics() {
        return MediaProxy.discover().metrics().stream()
                .filter(metric -> !metric.name().matches("srs_proxy_(redis|mesh)_.*"))
                .toList();
    }

    private static String rowName(Metric metric) {
        return metric.type() == MetricType.HISTOGRAM ? metric.name() + "_count" : metric.name();
    }

    @Test
    void everyMetricMovesWithItsCause() throws Exception {
        Set<String> still = new TreeSet<>();
        for (Metric metric : metrics()) {
            if (proxy.pages().stream().noneMatch(page -> page.sum(rowName(metric)) > 0)) {
                still.add(metric.name());
            }
        }
        assertThat(still).isSubsetOf(ELSEWHERE.keySet());
        for (List<String> test : ELSEWHERE.values()) {
            assertThat(Files.readString(ROOT.resolve(test.get(0)))).contains(test.get(1));
        }
        assertThat(REDIS).content().contains("RedisMetrics.ALL");
    }

    @Test
    void everyRowIsOfAKnownMetricAndHasItsLabels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        metrics().forEach(metric -> labels.put(rowName(metric), Set.copyOf(metric.labels())));
        for (MetricsPage page : proxy.pages()) {
            for (MetricsPage.Row row : page.rows()) {
                boolean ours = row.name().startsWith("srs_") && !row.name().matches(".*_seconds_(bucket|sum)");
                if (ours) {
                    assertThat(labels).containsKey(row.name());
                    assertThat(row.labels().keySet()).as(row.name()).isEqualTo(labels.get(row.name()));
                }
            }
        }
    }

    @Test
    void noLabelSaysWhatAClientSaid() throws Exception {
        assertThat(proxy.text("text/plain")).doesNotContain("show7", "proxy.example", "scripted", "whip/");
    }

    /** Prometheus's own Python library has the strictest parsers of both formats. */
    @ParameterizedTest
    @CsvSource({"text/plain, prometheus_client.parser", OPEN_METRICS + ", prometheus_client.openmetrics.parser"})
    void strictParsersAcceptThePage(String accept, String parser) throws Exception {
        Path file = Files.writeString(folder.resolve("page.txt"), proxy.text(accept));
        String program = "import sys; from " + parser + " import text_string_to_metric_families as parse; "
                + "print('families:', len(list(parse(open(sys.argv[1]).read()))))";
        try (RealProcess python =
                Programs.start(folder, Map.of(), "/usr/bin/python3", "-c", program, file.toString())) {
            assertThat(python.awaitExit(PATIENCE)).as(python.output()).isZero();
            assertThat(python.output()).matches("(?s)families: [1-9]\\d+\\s*");
        }
    }

    private static final Pattern NAME = Pattern.compile("\\b(?:srs|jvm|process)_[a-z0-9_]+\\b");

    private static Set<String> named(String expression) {
        return NAME.matcher(expression)
                .results()
                .map(match -> match.group().replaceFirst("_seconds_(bucket|sum|count)$", "_seconds"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the proxy has, by the names that rows have. */
    private static Set<String> known() {
        Set<String> known = new HashSet<>();
        MediaProxy.discover().metrics().forEach(metric -> known.add(metric.name()));
        proxy.pages()
                .get(0)
                .rows()
                .forEach(row -> known.add(row.name().replaceFirst("_seconds_(bucket|sum|count)$", "_seconds")));
        return known;
    }

    @Test
    void theDashboardAsksForMetricsThatExist() throws Exception {
        String dashboard = Files.readString(ROOT.resolve("docs/operations/grafana-dashboard.json"));
        Set<String> named = new TreeSet<>();
        JsonParser.parseString(dashboard)
                .getAsJsonObject()
                .getAsJsonArray("panels")
                .forEach(panel -> {
                    var targets = panel.getAsJsonObject().getAsJsonArray("targets");
                    if (targets != null) {
                        targets.forEach(target -> named.addAll(
                                named(target.getAsJsonObject().get("expr").getAsString())));
                    }
                });
        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(known());
    }

    @Test
    void alertsAskForMetricsThatExist() throws Exception {
        Path rules = ROOT.resolve("docs/operations/prometheus-alerts.yml");
        Set<String> named = named(Files.readString(rules));
        assertThat(named).hasSizeGreaterThan(8).isSubsetOf(known());
    }

    /** Too large to be installed for this; where it is, it has the last word on rules and page. */
    @Test
    void promtoolAcceptsRulesAndPageWhereItIsInstalled() throws Exception {
        Path promtool = Path.of(System.getProperty("mediaproxy.promtool", "/usr/bin/promtool"));
        assumeTrue(Files.isExecutable(promtool), "promtool is not installed");
        String rules = ROOT.resolve("docs/operations/prometheus-alerts.yml").toString();
        try (RealProcess check = Programs.start(folder, Map.of(), promtool.toString(), "check", "rules", rules)) {
            assertThat(check.awaitExit(PATIENCE)).as(check.output()).isZero();
        }
        Path page = Files.writeString(folder.resolve("page.prom"), proxy.text("text/plain"));
        String command = promtool + " check metrics < " + page;
        try (RealProcess check = Programs.start(folder, Map.of(), "sh", "-c", command)) {
            assertThat(check.awaitExit(PATIENCE)).as(check.output()).isZero();
        }
    }
}
