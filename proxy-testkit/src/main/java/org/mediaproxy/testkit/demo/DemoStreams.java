package org.mediaproxy.testkit.demo;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.stream.VhostRule;

/**
 * The streams that somebody publishes, plays or waits for. Each connection enters a stream and leaves it exactly once; with
 * the last one the stream goes. Any thread.
 */
final class DemoStreams {

    /** No host is a vhost of its own, as with the proxy's defaults. */
    static final StreamUrlResolver RESOLVER = new StreamUrlResolver(new VhostRule(List.of()));

    private final Supplier<EventLoop> loops;
    private final ConcurrentMap<StreamUrl, DemoStream> streams = new ConcurrentHashMap<>();

    /**
     * No streams yet.
     *
     * @param loops gives each new stream its event loop
     */
    DemoStreams(Supplier<EventLoop> loops) {
        this.loops = loops;
    }

    DemoStream enter(StreamUrl url) {
        return streams.compute(url, (key, there) -> (there == null ? new DemoStream(key, loops.get()) : there).used());
    }

    void leave(DemoStream stream) {
        streams.computeIfPresent(stream.url(), (key, there) -> there.unused() ? null : there);
    }

    @Nullable
    DemoStream find(StreamUrl url) {
        return streams.get(url);
    }

    /** Releases all media; completes when that is done. */
    CompletionStage<@Nullable Void> discardAll() {
        return CompletableFuture.allOf(streams.values().stream()
                .map(stream -> stream.discard().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** All streams; a live view. */
    Collection<DemoStream> all() {
        return streams.values();
    }
}
