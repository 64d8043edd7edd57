package org.mediaproxy.core.spi;

import java.time.Instant;
import java.util.Map;
import org.mediaproxy.core.origin.OriginId;

/**
 * What a proxy says of itself.
 *
 * @param proxyId changes with every start
 * @param address where its System API is reached
 * @param sessions open sessions by origin
 * @param at when it was said
 */
public record ProxySnapshot(String proxyId, String address, Map<OriginId, Long> sessions, Instant at) {

    public ProxySnapshot {
        sessions = Map.copyOf(sessions);
    }
}
