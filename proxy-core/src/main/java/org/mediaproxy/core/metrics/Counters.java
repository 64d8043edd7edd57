package org.mediaproxy.core.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All metrics of one proxy. Labels are bounded words, never a stream or a client. Callers look a counter up once and
 * keep it; adding is free of locks. Any thread.
 */
public final class Counters {

    private static final Logger LOG = LoggerFactory.getLogger(Counters.class);

    private final ConcurrentMap<CounterId, LongAdder> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<CounterId, DurationHistogram> histograms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Metric> metrics = new ConcurrentHashMap<>();
    private final List<MetricSource> sources = new CopyOnWriteArrayList<>();

    /**
     * A counter that only grows, or a gauge that is added to and subtracted from.
     *
     * @param name in base units: {@code srs_proxy_bytes_total}
     * @param labels names and values in turn: {@code "protocol", "rtmp"}
     */
    public LongAdder counter(String name, String... labels) {
        return counters.computeIfAbsent(new CounterId(name, List.of(labels)), id -> new LongAdder());
    }

    /**
     * A histogram of durations.
     *
     * @param name ends in {@code _seconds}
     * @param labels names and values in turn
     */
    public DurationHistogram histogram(String name, String... labels) {
        return histograms.computeIfAbsent(new CounterId(name, List.of(labels)), id -> new DurationHistogram());
    }

    /** Says what metrics are; one that was known is replaced. */
    public void describe(Collection<Metric> described) {
        described.forEach(metric -> metrics.put(metric.name(), metric));
    }

    /** What a metric is, where its module said so. */
    public Optional<Metric> metric(String name) {
        return Optional.ofNullable(metrics.get(name));
    }

    /** Adds values that are looked at when somebody asks. Whoever adds a source removes it. */
    public void add(MetricSource source) {
        sources.add(source);
    }

    /** Removes a source; it is not asked again, but may still be being asked by another thread. */
    public void remove(MetricSource source) {
        sources.remove(source);
    }

    /** Lets all sources find out what they tell. Completes when the last one has, whatever came of it. */
    public CompletionStage<Void> refresh() {
        return CompletableFuture.allOf(sources.stream().map(Counters::refreshed).toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<?> refreshed(MetricSource source) {
        try {
            return source.refresh().toCompletableFuture().handle((done, failed) -> "");
        } catch (RuntimeException e) {
            LOG.error("a bug in a source of metrics", e);
            return CompletableFuture.completedFuture("");
        }
    }

    /** A copy of every counter's value. */
    public Map<CounterId, Long> snapshot() {
        Map<CounterId, Long> values = new TreeMap<>();
        counters.forEach((id, adder) -> values.put(id, adder.sum()));
        return values;
    }

    /** Every counter's value and what the sources tell, for whoever publishes them; a new map. */
    public Map<CounterId, Double> values() {
        Map<CounterId, Double> values = new TreeMap<>();
        counters.forEach((id, adder) -> values.put(id, (double) adder.sum()));
        for (MetricSource source : sources) {
            try {
                source.read(
                        (name, value, labels) -> values.put(new CounterId(name, List.of(labels)), value.doubleValue()));
            } catch (RuntimeException e) { // what the others tell is still worth telling
                LOG.error("a bug in a source of metrics", e);
            }
        }
        return values;
    }

    /** Every histogram; the map is a copy, the histograms go on. */
    public Map<CounterId, DurationHistogram> histograms() {
        return new TreeMap<>(histograms);
    }

    /** The sum of one counter over all its labels; 0 if it was never touched. */
    public long sum(String name) {
        long sum = 0;
        for (Map.Entry<CounterId, LongAdder> entry : counters.entrySet()) {
            if (entry.getKey().name().equals(name)) {
                sum += entry.getValue().sum();
            }
        }
        return sum;
    }
}
