package org.mediaproxy.http.adaptive;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.origin.OriginClient;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.metrics.Counters;

/**
 * Fetches playlists: equal requests at the same time become one, and nothing is kept after it. A playlist is rewritten
 * once for all who wait. Any thread.
 */
final class PlaylistFetches {

    /** From this size on the work is too much for an event loop, in bytes. */
    private static final int LARGE = 256 * 1024;

    private final OriginClient client;
    private final LongAdder merged;
    private final LongAdder asked;
    private final ConcurrentMap<RequestKey, CompletableFuture<PlaylistReply>> running = new ConcurrentHashMap<>();

    PlaylistFetches(OriginClient client, Counters counters) {
        this.client = client;
        this.merged = counters.counter(SharedFetches.REQUESTS, "kind", "playlist", "result", "merged");
        this.asked = counters.counter(SharedFetches.REQUESTS, "kind", "playlist", "result", "origin");
    }

    /** Makes the request for an origin; not called for a request that joins another. */
    @FunctionalInterface
    interface RequestMaker {
        FullHttpRequest make();
    }

    /**
     * Fetches and rewrites. The stage fails with what {@link OriginClient#whole} fails with, or with {@link
     * PlaylistFormatException}; it may complete on any thread.
     *
     * @param loop the caller's
     * @param key null for a request that must not be shared
     * @param deadline for the whole reply
     */
    CompletionStage<PlaylistReply> fetch(
            EventLoop loop, @Nullable RequestKey key, PlaylistText text, RequestMaker request, Duration deadline) {
        if (key == null) {
            return ask(loop, text, request, deadline);
        }
        CompletableFuture<PlaylistReply> mine = new CompletableFuture<>();
        CompletableFuture<PlaylistReply> sooner = running.putIfAbsent(key, mine);
        if (sooner != null) {
            merged.increment();
            return sooner.minimalCompletionStage();
        }
        ask(loop, text, request, deadline).whenComplete((reply, error) -> {
            running.remove(key, mine);
            if (error != null) {
                mine.completeExceptionally(error);
            } else {
                mine.complete(reply);
            }
        });
        return mine.minimalCompletionStage();
    }

    private CompletionStage<PlaylistReply> ask(
            EventLoop loop, PlaylistText text, RequestMaker request, Duration deadline) {
        asked.increment();
        return client.whole(loop, text.endpoint(), request.make(), PlaylistText.MAX_SIZE, deadline)
                .thenCompose(reply -> rewritten(text, reply));
    }

    private static CompletionStage<PlaylistReply> rewritten(PlaylistText text, OriginReply reply) {
        return reply.body().length < LARGE
                ? CompletableFuture.completedFuture(text.rewrite(reply))
                : CompletableFuture.supplyAsync(() -> text.rewrite(reply));
    }

    /** Fetches under way. */
    int size() {
        return running.size();
    }
}
