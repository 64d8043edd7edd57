package org.mediaproxy.core.metrics;

import java.util.Locale;

/** What a metric's values mean. */
public enum MetricType {
    /** Only grows, from 0 at the proxy's start. */
    COUNTER,
    /** Is what it is now. */
    GAUGE,
    /** How many times took how long; see {@link DurationHistogram}. */
    HISTOGRAM;

    /** The word in the documentation and in Prometheus's TYPE lines. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
