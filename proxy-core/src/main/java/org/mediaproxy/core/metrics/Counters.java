package org.mediaproxy.core.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * All counters of one proxy. Labels are bounded words, never a stream or a client. Callers look a counter up once and
 * keep it; adding is free of locks. Any thread.
 */
public final class Counters {

    private final ConcurrentMap<CounterId, LongAdder> counters = new ConcurrentHashMap<>();

    /**
     * A counter that only grows, or a gauge that is added to and subtracted from.
     *
     * @param name in base units: {@code srs_proxy_bytes_total}
     * @param labels names and values in turn: {@code "protocol", "rtmp"}
     */
    public LongAdder counter(String name, String... labels) {
        return counters.computeIfAbsent(new CounterId(name, List.of(labels)), id -> new LongAdder());
    }

    /** A copy of every value, for whoever publishes them. */
    public Map<CounterId, Long> snapshot() {
        Map<CounterId, Long> values = new java.util.TreeMap<>();
        counters.forEach((id, adder) -> values.put(id, adder.sum()));
        return values;
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
