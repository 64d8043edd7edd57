package org.mediaproxy.system.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.DurationHistogram;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.metrics.MetricType;

/**
 * All metrics of one proxy, for a registry of the Prometheus Java client:
 *
 * <pre>{@code
 * PrometheusRegistry registry = ...; // the application's own
 * registry.register(new ProxyCollector(proxy.counters()));
 * }</pre>
 *
 * <p>Metrics of the JVM and of the process are not among them: an application has its own. Whoever registers it
 * unregisters it, before the proxy is closed. A scrape reads counters and never waits: what must be asked of others,
 * such as which origins there are, is as the scrape before brought it, unless the answer is there at once. Any thread.
 */
public final class ProxyCollector implements MultiCollector {

    private static final String TOTAL = "_total";
    private static final String INFO = "_info";

    private final Counters counters;

    /** @param counters of the proxy, {@code MediaProxy.counters()} */
    public ProxyCollector(Counters counters) {
        this.counters = counters;
    }

    @Override
    public MetricSnapshots collect() {
        counters.refresh();
        return snapshots();
    }

    /** The same without asking anyone. */
    MetricSnapshots snapshots() {
        Map<String, Map<CounterId, Double>> values = new TreeMap<>();
        counters.values().forEach((id, value) -> values.computeIfAbsent(id.name(), name -> new TreeMap<>())
                .put(id, value));
        Map<String, HistogramSnapshot.Builder> histograms = new TreeMap<>();
        counters.histograms().forEach((id, histogram) -> histograms
                .computeIfAbsent(
                        id.name(),
                        name -> HistogramSnapshot.builder().name(name).help(help(name)))
                .dataPoint(point(id, histogram)));
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        values.forEach((name, rows) -> all.metricSnapshot(snapshot(name, rows)));
        histograms.forEach((name, rows) -> all.metricSnapshot(rows.build()));
        return all.build();
    }

    private String help(String name) {
        return counters.metric(name).map(Metric::help).orElse("A metric that its module says nothing about.");
    }

    private MetricSnapshot snapshot(String name, Map<CounterId, Double> rows) {
        boolean grows = counters.metric(name)
                .map(metric -> metric.type() == MetricType.COUNTER)
                .orElse(name.endsWith(TOTAL));
        if (grows) {
            return counter(name, rows);
        }
        return name.endsWith(INFO) ? info(name, rows) : gauge(name, rows);
    }

    private MetricSnapshot counter(String name, Map<CounterId, Double> rows) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(without(TOTAL, name)).help(help(name));
        rows.forEach((id, value) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(id))
                .value(value)
                .build()));
        return counter.build();
    }

    private MetricSnapshot gauge(String name, Map<CounterId, Double> rows) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help(name));
        rows.forEach((id, value) -> gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels(id)).value(value).build()));
        return gauge.build();
    }

    private MetricSnapshot info(String name, Map<CounterId, Double> rows) {
        InfoSnapshot.Builder info =
                InfoSnapshot.builder().name(without(INFO, name)).help(help(name));
        rows.keySet()
                .forEach(id -> info.dataPoint(
                        InfoDataPointSnapshot.builder().labels(labels(id)).build()));
        return info.build();
    }

    private static HistogramDataPointSnapshot point(CounterId id, DurationHistogram histogram) {
        double[] finite = DurationHistogram.bounds();
        double[] bounds = java.util.Arrays.copyOf(finite, finite.length + 1);
        bounds[finite.length] = Double.POSITIVE_INFINITY;
        HistogramDataPointSnapshot.Builder point = HistogramDataPointSnapshot.builder();
        point.classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, histogram.counts()));
        point.sum(histogram.sum());
        point.labels(labels(id));
        return point.build();
    }

    private static Labels labels(CounterId id) {
        return Labels.of(id.labels().toArray(String[]::new));
    }

    private static String without(String suffix, String name) {
        return name.substring(0, name.length() - suffix.length());
    }
}
