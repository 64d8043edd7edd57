package org.mediaproxy.core.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How many times took how long, in a fixed number of buckets that all histograms share, 0.5 ms to 10 s. Recording is
 * free of locks and allocates nothing. Any thread.
 */
public final class DurationHistogram {

    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };

    private final LongAdder[] buckets =
            Stream.generate(LongAdder::new).limit(BOUNDS_MICROS.length + 1).toArray(LongAdder[]::new);
    private final LongAdder nanos = new LongAdder();

    DurationHistogram() {}

    /** Counts one that took so long; less than nothing is taken for nothing. */
    public void record(long tookNanos) {
        long took = Math.max(0, tookNanos);
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.length && took > BOUNDS_MICROS[bucket] * 1_000) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(took);
    }

    /** The upper bounds of the buckets but the last, which has none, in seconds; ascending. */
    public static double[] bounds() {
        return LongStream.of(BOUNDS_MICROS).mapToDouble(micros -> micros / 1e6).toArray();
    }

    /** How many fell into each bucket and no lower one; one more than there are bounds. */
    public long[] counts() {
        return Stream.of(buckets).mapToLong(LongAdder::sum).toArray();
    }

    /** How many there were. */
    public long count() {
        return LongStream.of(counts()).sum();
    }

    /** How long all of them took, in seconds. */
    public double sum() {
        return nanos.sum() / 1e9;
    }
}
