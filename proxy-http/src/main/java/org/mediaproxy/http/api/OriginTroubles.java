package org.mediaproxy.http.api;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs when an origin's API stops answering, answers otherwise wrong, or answers again: once each, not once a call. */
final class OriginTroubles {

    private static final Logger LOG = LoggerFactory.getLogger(OriginTroubles.class);

    private final Map<OriginId, OriginFault.Reason> known = new ConcurrentHashMap<>();

    void failed(Origin origin, OriginFault.Reason reason) {
        if (known.put(origin.id(), reason) != reason) {
            LOG.warn("the HTTP API of origin {} gives no usable answer: {}", origin.id(), reason.label());
        }
    }

    void answered(Origin origin) {
        if (known.remove(origin.id()) != null) {
            LOG.info("the HTTP API of origin {} answers again", origin.id());
        }
    }

    /** Forgets those that are gone. */
    void keep(Collection<OriginId> live) {
        known.keySet().retainAll(live);
    }
}
