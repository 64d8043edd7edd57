package org.mediaproxy.core.route;

import java.time.Duration;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds streams to where they are published, whatever they are bound to.
 *
 * @param slot which of their bindings
 * @param store where bindings are
 * @param ttl how long a binding lives
 */
record BindingMove(Slot slot, SafeAffinityStore store, Duration ttl) {

    private static final Logger LOG = LoggerFactory.getLogger(BindingMove.class);

    void to(StreamUrl stream, OriginId origin) {
        String mine = origin.text();
        store.bindIfAbsent(slot.binding(stream), mine, ttl).thenAccept(bound -> {
            if (!bound.equals(mine)) {
                LOG.warn("{} was bound to {}, but its publisher is on {}: moved back", stream, bound, mine);
                store.rebind(slot.binding(stream), bound, mine, ttl);
            }
        });
    }
}
