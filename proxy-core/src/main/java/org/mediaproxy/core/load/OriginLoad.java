package org.mediaproxy.core.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.ProxySnapshot;

/**
 * About how many sessions each origin serves, over all proxies: this proxy's own as counted a moment ago, the others' as they said last,
 * and every stream that was sent there since. Without the last a burst of new streams would all go to the origin that was the least
 * busy before it. Any thread.
 */
public final class OriginLoad {

    private volatile Map<OriginId, AtomicLong> sessions = new ConcurrentHashMap<>();

    /** Begins a new count. */
    void renew(Map<OriginId, Long> own, List<ProxySnapshot> others) {
        Map<OriginId, Long> sums = new HashMap<>(own);
        others.forEach(other -> other.sessions().forEach((origin, count) -> sums.merge(origin, count, Long::sum)));
        Map<OriginId, AtomicLong> counted = new ConcurrentHashMap<>();
        sums.forEach((origin, count) -> counted.put(origin, new AtomicLong(count)));
        sessions = counted;
    }

    /** Sessions of an origin, about. */
    long of(OriginId origin) {
        AtomicLong count = sessions.get(origin);
        return count == null ? 0 : count.get();
    }

    /** A new stream goes there; its sessions are counted by the next {@link #renew}. */
    void sent(OriginId origin) {
        sessions.computeIfAbsent(origin, id -> new AtomicLong()).incrementAndGet();
    }
}
