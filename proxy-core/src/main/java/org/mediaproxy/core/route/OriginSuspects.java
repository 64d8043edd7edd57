package org.mediaproxy.core.route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;

/**
 * Origins that this proxy could not reach a moment ago. New streams avoid them while there are others, so that one dead
 * origin costs one client a timeout, not all of them.
 */
final class OriginSuspects {

    private static final Duration SUSPICION = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final ConcurrentMap<OriginId, Instant> until = new ConcurrentHashMap<>();

    OriginSuspects(InstantSource clock) {
        this.clock = clock;
    }

    void suspect(OriginId origin) {
        until.put(origin, clock.instant().plus(SUSPICION));
    }

    void clear(OriginId origin) {
        until.remove(origin);
    }

    /** Those that are not suspect, or all of them if every one is. */
    List<Origin> without(List<Origin> origins) {
        if (until.isEmpty()) {
            return origins;
        }
        Instant now = clock.instant();
        until.values().removeIf(end -> !end.isAfter(now));
        List<Origin> sound =
                origins.stream().filter(o -> !until.containsKey(o.id())).toList();
        return sound.isEmpty() ? origins : sound;
    }
}
