package org.mediaproxy.http.adaptive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.netty.util.IllegalReferenceCountException;
import java.util.Optional;

/**
 * Bodies that were asked for a moment ago, bounded in bytes and time. An entry that is dropped while somebody reads it
 * lives on until it is read. Any thread.
 */
final class SegmentCache implements AutoCloseable {

    private final Cache<RequestKey, CachedReply> replies;
    private final boolean on;

    /**
     * With a size.
     *
     * @param maxBytes of all bodies; 0 keeps nothing
     */
    SegmentCache(long maxBytes) {
        this.on = maxBytes > 0;
        this.replies = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((RequestKey key, CachedReply reply) -> reply.body().size() + 1024) // and its heads
                .expireAfter(Expiry.creating((RequestKey key, CachedReply reply) -> reply.life()))
                .executor(Runnable::run)
                .<RequestKey, CachedReply>removalListener((key, reply, cause) -> {
                    if (reply != null) {
                        reply.body().release();
                    }
                })
                .build();
    }

    boolean isOn() {
        return on;
    }

    /** What is known; its body has been retained for the caller, who releases it. */
    Optional<CachedReply> find(RequestKey key) {
        CachedReply reply = on ? replies.getIfPresent(key) : null;
        if (reply == null) {
            return Optional.empty();
        }
        try {
            reply.body().retain();
            return Optional.of(reply);
        } catch (IllegalReferenceCountException dropped) {
            return Optional.empty(); // just now, between the two lines above
        }
    }

    /** Keeps a reply, and takes over the caller's reference to its body. */
    void keep(RequestKey key, CachedReply reply) {
        replies.put(key, reply);
    }

    /** Drops what has expired; called from time to time, so that memory does not wait for the next request. */
    void sweep() {
        if (!isEmpty()) {
            replies.cleanUp();
        }
    }

    /** Bytes kept, for a gauge. */
    long bytes() {
        return isEmpty() ? 0 : weight();
    }

    /** Without the library's housekeeping, which costs an idle process more than all else it does. */
    private boolean isEmpty() {
        return replies.estimatedSize() == 0;
    }

    private long weight() {
        return replies.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    @Override
    public void close() {
        replies.invalidateAll();
        replies.cleanUp();
    }
}
