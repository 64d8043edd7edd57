package org.mediaproxy.core.metrics;

import java.util.Comparator;
import java.util.List;

/**
 * A counter's name and labels.
 *
 * @param name the metric
 * @param labels names and values in turn
 */
public record CounterId(String name, List<String> labels) implements Comparable<CounterId> {

    private static final Comparator<CounterId> ORDER =
            Comparator.comparing(CounterId::name).thenComparing(id -> String.join(",", id.labels()));

    public CounterId {
        if (labels.size() % 2 != 0) {
            throw new IllegalArgumentException("labels are names and values in turn");
        }
        labels = List.copyOf(labels);
    }

    @Override
    public int compareTo(CounterId other) {
        return ORDER.compare(this, other);
    }
}
