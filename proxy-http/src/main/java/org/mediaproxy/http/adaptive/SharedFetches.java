package org.mediaproxy.http.adaptive;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.origin.OriginClient;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.OriginEndpoint;

/** The fetches of one proxy that others may join. A fetch is here from its first reader until its last byte. */
final class SharedFetches {

    /** Requests for segments and playlists, by how they were answered. */
    static final String REQUESTS = "srs_proxy_http_adaptive_requests_total";

    /** What became of a segment's whole reply. */
    interface Completed {
        void keep(RequestKey key, HttpResponse head, List<ByteBuf> pieces, int size);
    }

    private final OriginClient client;
    private final MemoryBudget budget;
    private final Duration silence;
    private final Completed completed;
    private final LongAdder merged;
    private final LongAdder asked;
    private final ConcurrentMap<RequestKey, SharedFetch> running = new ConcurrentHashMap<>();

    SharedFetches(OriginClient client, MemoryBudget budget, Duration silence, Counters counters, Completed completed) {
        this.client = client;
        this.budget = budget;
        this.silence = silence;
        this.completed = completed;
        this.merged = counters.counter(REQUESTS, "kind", "segment", "result", "merged");
        this.asked = counters.counter(REQUESTS, "kind", "segment", "result", "origin");
    }

    /**
     * Joins the fetch of the same thing, or begins one. On the reader's loop.
     *
     * @param key null for a request that must not be shared
     */
    SharedFetch join(
            @Nullable RequestKey key, OriginEndpoint from, Supplier<FullHttpRequest> request, FetchReader reader) {
        if (key != null) {
            SharedFetch same = running.get(key);
            if (same != null) {
                merged.increment();
                same.join(reader);
                return same;
            }
        }
        RequestKey shared = key != null && budget.hasRoom() ? key : null;
        SharedFetch begun = new SharedFetch(this, shared, reader);
        if (shared != null) {
            SharedFetch sooner = running.putIfAbsent(shared, begun);
            if (sooner != null) {
                merged.increment();
                sooner.join(reader);
                return sooner;
            }
        }
        asked.increment();
        begun.join(reader);
        begun.begin(client.fetch(reader.loop(), from, request.get(), begun, silence));
        return begun;
    }

    MemoryBudget budget() {
        return budget;
    }

    void forget(RequestKey key, SharedFetch fetch) {
        running.remove(key, fetch);
    }

    void completed(RequestKey key, HttpResponse head, List<ByteBuf> pieces, int size) {
        completed.keep(key, head, pieces, size);
    }

    /** Fetches under way. */
    int size() {
        return running.size();
    }
}
