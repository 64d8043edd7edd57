package org.mediaproxy.core;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.MetricSource;
import org.mediaproxy.core.transport.LoopLag;
import org.mediaproxy.core.transport.Transport;

/** What a running proxy measures beside counting; started and closed with it, by its owner's thread. */
final class MetricParts implements AutoCloseable {

    private final Counters counters;
    private final List<MetricSource> sources;
    private final boolean loopLag;
    private @Nullable LoopLag lag;

    MetricParts(Counters counters, List<MetricSource> sources, boolean loopLag) {
        this.counters = counters;
        this.sources = List.copyOf(sources);
        this.loopLag = loopLag;
    }

    void start(Transport transport) {
        sources.forEach(counters::add);
        if (loopLag) {
            lag = new LoopLag(transport, counters);
        }
    }

    @Override
    public void close() {
        sources.forEach(counters::remove);
        if (lag != null) {
            lag.close();
        }
    }
}
