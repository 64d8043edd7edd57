package org.mediaproxy.core.route;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that have sessions through this proxy. Keeps their bindings alive with one task for all, and holds a
 * stream for its publisher: the hold is a key of its own beside the binding, so that a binding stays what the Go proxy
 * writes, the name of an origin and nothing else. Owner of its maps: an entry goes with its last session.
 */
final class LiveStreams {

    /** How long a hold outlives a proxy that vanished. */
    static final Duration HOLD_TTL = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);

    private final AffinityStore store;
    private final Duration bindingTtl;
    private final ConcurrentMap<StreamUrl, Use> uses = new ConcurrentHashMap<>();
    private final ConcurrentMap<StreamUrl, Hold> holds = new ConcurrentHashMap<>();

    private record Use(OriginId origin, int sessions) {}

    private record Hold(String value) {}

    LiveStreams(AffinityStore store, Duration bindingTtl) {
        this.store = store;
        this.bindingTtl = bindingTtl;
    }

    static AffinityKey binding(StreamUrl stream) {
        return new AffinityKey("stream", stream.toString());
    }

    static AffinityKey hold(StreamUrl stream) {
        return new AffinityKey("publisher", stream.toString());
    }

    /** A session's relay begins: the binding lives as long as it does, and for the TTL after it. */
    void add(Session session, StreamUrl stream, OriginId origin) {
        uses.compute(stream, (s, use) -> new Use(origin, use == null ? 1 : use.sessions + 1));
        keep(stream, origin);
        session.onEnd(() -> {
            uses.computeIfPresent(stream, (s, use) -> use.sessions == 1 ? null : new Use(use.origin, use.sessions - 1));
            store.touch(binding(stream), bindingTtl);
        });
    }

    /** A publisher's relay begins: it holds the stream if nobody else does. */
    void publish(Session session, StreamUrl stream, OriginId origin, String proxyId, long nowMillis) {
        String value = proxyId + " " + session.id() + " " + nowMillis;
        // Here and not in the answer, which comes on another thread: a session belongs to its event loop.
        session.onEnd(() -> release(stream, value));
        store.bindIfAbsent(hold(stream), value, HOLD_TTL).whenComplete((holder, error) -> {
            if (error != null) {
                LOG.warn("{} cannot hold {}: {}", session, stream, error.toString());
            } else if (holder.equals(value)) {
                holds.put(stream, new Hold(value));
                keepBinding(stream, origin);
                if (session.hasEnded()) {
                    release(stream, value);
                }
            }
        });
    }

    /** A hold wins over a binding that somebody moved while the publisher was connecting. */
    private void keepBinding(StreamUrl stream, OriginId origin) {
        store.bindIfAbsent(binding(stream), origin.text(), bindingTtl).thenAccept(bound -> {
            if (!bound.equals(origin.text())) {
                LOG.warn("{} was moved to {} while its publisher reached {}: moved back", stream, bound, origin);
                store.rebind(binding(stream), bound, origin.text(), bindingTtl);
            }
        });
    }

    private void release(StreamUrl stream, String value) {
        holds.remove(stream, new Hold(value));
        store.release(hold(stream), value);
    }

    /** Refreshes everything that is alive; called a few times in each TTL. */
    void refresh() {
        uses.forEach((stream, use) -> keep(stream, use.origin));
        holds.forEach((stream, hold) -> store.touch(hold(stream), HOLD_TTL).thenAccept(held -> {
            if (!held) {
                store.bindIfAbsent(hold(stream), hold.value, HOLD_TTL);
            }
        }));
    }

    /** Streams with sessions now. */
    int size() {
        return uses.size() + holds.size();
    }

    /** How often {@link #refresh} must be called. */
    Duration refreshInterval() {
        Duration shortest = bindingTtl.compareTo(HOLD_TTL) < 0 ? bindingTtl : HOLD_TTL;
        return shortest.dividedBy(3);
    }

    /** Starts the binding's expiry anew, and makes it again where the store has lost it. */
    private void keep(StreamUrl stream, OriginId origin) {
        store.touch(binding(stream), bindingTtl).thenAccept(bound -> {
            if (!bound) {
                store.bindIfAbsent(binding(stream), origin.text(), bindingTtl);
            }
        });
    }
}
