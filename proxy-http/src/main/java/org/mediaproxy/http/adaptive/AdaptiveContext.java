package org.mediaproxy.http.adaptive;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.http.forward.HttpStreamSettings;

/** What all requests of one proxy share. Any thread. */
record AdaptiveContext(
        ProxyContext context,
        HttpStreamSettings settings,
        MemoryBudget budget,
        SegmentCache cache,
        SegmentLives lives,
        SharedFetches fetches,
        PlaylistFetches playlists,
        LongAdder cacheGauge,
        AtomicLong gauged) {

    /** Bytes of bodies in the cache. */
    static final String CACHE_BYTES = "srs_proxy_http_cache_bytes";

    AdaptiveContext(
            ProxyContext context,
            HttpStreamSettings settings,
            MemoryBudget budget,
            SegmentCache cache,
            SegmentLives lives,
            SharedFetches fetches,
            PlaylistFetches playlists) {
        this(
                context,
                settings,
                budget,
                cache,
                lives,
                fetches,
                playlists,
                context.counters().counter(CACHE_BYTES),
                new AtomicLong());
    }

    /** Drops what has expired, and shows what is left. */
    void sweep() {
        cache.sweep();
        long now = cache.bytes();
        if (now != gauged.get()) {
            cacheGauge.add(now - gauged.getAndSet(now));
        }
    }

    /** Counts how a request was answered. */
    void count(String kind, String result) {
        context.counters()
                .counter(SharedFetches.REQUESTS, "kind", kind, "result", result)
                .increment();
    }
}
