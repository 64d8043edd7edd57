package org.mediaproxy.core.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Values that nobody counts while they change, such as how many sessions are open: they are looked at when somebody
 * asks. Added to {@link Counters} by its owner, who removes it. Called by any thread, by several at once.
 */
public interface MetricSource {

    /** Takes one value of a row. */
    @FunctionalInterface
    interface Rows {

        /**
         * One row, which this call of {@link #read} gives once.
         *
         * @param labels names and values in turn, bounded words as in {@link Counters#counter}
         */
        void add(String name, Number value, String... labels);
    }

    /**
     * Asks others for what {@link #read} will tell; completes when that is known, with a failure or without. Must not
     * block. A reader that cannot wait reads what the last refresh brought.
     */
    default CompletionStage<?> refresh() {
        return CompletableFuture.completedStage(null);
    }

    /** Tells every value as it is now, or was at the last refresh. Takes no more than a few milliseconds. */
    void read(Rows rows);
}
