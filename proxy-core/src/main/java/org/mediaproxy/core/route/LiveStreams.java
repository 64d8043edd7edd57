package org.mediaproxy.core.route;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that have sessions through this proxy. Keeps their bindings alive with one task for all, and holds a
 * stream for its publisher: the hold is a key of its own beside the binding, so that a binding stays what the Go proxy
 * writes, the name of an origin and nothing else. Of several publishers of one stream one has the hold; when it ends,
 * another takes it at the next refresh. Owner of its maps: an entry goes with its last session.
 */
final class LiveStreams {

    /** How long a hold outlives a proxy that vanished. */
    static final Duration HOLD_TTL = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);

    private final SafeAffinityStore store;
    private final Duration bindingTtl;
    private final ConcurrentMap<StreamUrl, Use> uses = new ConcurrentHashMap<>();
    private final Set<Publisher> publishers = ConcurrentHashMap.newKeySet();

    private record Use(OriginId origin, int sessions) {}

    private record Publisher(Session session, StreamUrl stream, OriginId origin, String hold) {}

    LiveStreams(SafeAffinityStore store, Duration bindingTtl) {
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
        Publisher publisher = new Publisher(session, stream, origin, proxyId + " " + session.id() + " " + nowMillis);
        publishers.add(publisher);
        session.onEnd(() -> release(publisher)); // here, on the session's loop: the store completes on any thread
        take(publisher);
    }

    private void take(Publisher publisher) {
        AffinityKey key = hold(publisher.stream);
        store.bindIfAbsent(key, publisher.hold, HOLD_TTL).whenComplete((holder, error) -> {
            if (error != null) {
                LOG.debug("{} cannot hold {} now", publisher.session, publisher.stream, error);
            } else if (holder.equals(publisher.hold)) {
                if (publishers.contains(publisher)) {
                    keepBinding(publisher.stream, publisher.origin);
                } else {
                    store.release(key, publisher.hold); // it ended while the store was asked
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

    private void release(Publisher publisher) {
        publishers.remove(publisher);
        store.release(hold(publisher.stream), publisher.hold);
    }

    /** Refreshes everything that is alive; called a few times in each TTL. */
    void refresh() {
        uses.forEach((stream, use) -> keep(stream, use.origin));
        for (Publisher publisher : publishers) {
            store.rebind(hold(publisher.stream), publisher.hold, publisher.hold, HOLD_TTL)
                    .thenAccept(held -> {
                        if (!held && publishers.contains(publisher)) {
                            take(publisher);
                        }
                    });
        }
    }

    /** Streams with sessions now, and publishers. */
    int size() {
        return uses.size() + publishers.size();
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
