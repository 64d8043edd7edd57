package org.mediaproxy.core.metrics;

import java.util.List;

/**
 * What a metric is, for whoever publishes and documents it; each module lists its own. The values are counted under the
 * same name in {@link Counters}.
 *
 * @param name in base units; that of a counter ends in {@code _total}, that of a histogram in {@code _seconds}
 * @param type what its values mean
 * @param help one sentence
 * @param labels the names of its labels, all of them in every row
 */
public record Metric(String name, MetricType type, String help, List<String> labels) {

    public Metric {
        if (!name.matches("srs(_[a-z0-9]+)+")) {
            throw new IllegalArgumentException("not a metric's name: " + name);
        }
        if (name.endsWith("_total") != (type == MetricType.COUNTER)) {
            throw new IllegalArgumentException("counters, and only counters, end in _total: " + name);
        }
        if (type == MetricType.HISTOGRAM && !name.endsWith("_seconds")) {
            throw new IllegalArgumentException("a histogram is of seconds: " + name);
        }
        labels = List.copyOf(labels);
    }

    /** A metric that only grows. */
    public static Metric counter(String name, String help, String... labels) {
        return new Metric(name, MetricType.COUNTER, help, List.of(labels));
    }

    /** A metric that is what it is now. */
    public static Metric gauge(String name, String help, String... labels) {
        return new Metric(name, MetricType.GAUGE, help, List.of(labels));
    }

    /** A metric of durations. */
    public static Metric histogram(String name, String help, String... labels) {
        return new Metric(name, MetricType.HISTOGRAM, help, List.of(labels));
    }
}
