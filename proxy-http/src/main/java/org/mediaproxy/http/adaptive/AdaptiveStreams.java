package org.mediaproxy.http.adaptive;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.transport.Pulse;
import org.mediaproxy.http.forward.HttpStreamSettings;
import org.mediaproxy.http.marker.SegmentMarker;

/**
 * Serves HLS and MPEG-DASH on the stream port: playlists by the stream that their path names, everything they name by
 * the marker in its URL. Opened and closed with the port; requests come on their connections' event loops.
 */
public final class AdaptiveStreams implements AutoCloseable {

    /** What is counted here, in words. */
    public static final List<Metric> METRICS = List.of(
            Metric.counter(
                    SharedFetches.REQUESTS,
                    "Requests for playlists and segments of HLS and DASH, by how they were answered.",
                    "kind",
                    "result"),
            Metric.gauge(AdaptiveContext.CACHE_BYTES, "Bytes that the cache of segments holds now."));

    /** What all shared bodies under way may take beside the cache, in bytes. */
    private static final long UNDER_WAY = 128L * 1024 * 1024;

    private final AdaptiveContext shared;
    private final ScheduledFuture<?> sweep;

    public AdaptiveStreams(ProxyContext context, HttpStreamSettings settings) {
        MemoryBudget budget = new MemoryBudget(settings.cacheBytes() + UNDER_WAY);
        SegmentCache cache = new SegmentCache(settings.cacheBytes());
        SegmentLives lives = new SegmentLives();
        SharedFetches fetches = new SharedFetches(
                context.originClient(),
                budget,
                settings.answerTimeout(),
                context.counters(),
                (key, head, pieces, size) -> keep(cache, budget, lives, key, head, pieces, size));
        PlaylistFetches playlists = new PlaylistFetches(context.originClient(), context.counters());
        shared = new AdaptiveContext(context, settings, budget, cache, lives, fetches, playlists);
        sweep = Pulse.every(Pulse.BEAT, context.transport().nextLoop(), shared::sweep);
    }

    private static void keep(
            SegmentCache cache,
            MemoryBudget budget,
            SegmentLives lives,
            RequestKey key,
            HttpResponse head,
            List<ByteBuf> pieces,
            int size) {
        int status = head.status().code();
        if (!cache.isOn() || (status != 200 && status != 206)) {
            return;
        }
        Duration life = Freshness.of(head.headers(), lives.of(key));
        if (!life.isZero()) {
            HttpHeaders headers = SharedHead.headers(head);
            SharedBody body = SharedBody.of(pieces, size, budget);
            cache.keep(key, new CachedReply(head.status(), headers, body, System.nanoTime(), life));
        }
    }

    /** Whether a request is for a playlist or for something that one names. */
    public boolean serves(HttpExchange exchange) {
        return TargetKind.of(exchange.target()) != TargetKind.OTHER
                || SegmentMarker.in(exchange.request().uri()).isPresent();
    }

    /** Serves such a request. */
    public void serve(HttpExchange exchange) {
        TargetKind kind = TargetKind.of(exchange.target());
        Optional<SegmentMarker> marker = SegmentMarker.in(exchange.request().uri());
        RequestSession session = new RequestSession(shared.context(), exchange);
        if (!session.isReading()) {
            return;
        }
        if (kind.isPlaylist()) {
            new PlaylistRequest(shared, session, kind, marker).begin();
        } else {
            new SegmentRequest(shared, session, marker).begin();
        }
    }

    @Override
    public void close() {
        sweep.cancel(false);
        shared.cache().close();
    }
}
