package org.mediaproxy.core.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Origins that this proxy could not reach. A suspect is one that failed a session a moment ago, so that one dead origin costs one
 * client a timeout, not all of them; a few seconds later it is given another chance. An origin is down when the probe failed twice in
 * a row, until it succeeds. Any thread.
 */
public final class OriginHealth {

    private static final Logger LOG = LoggerFactory.getLogger(OriginHealth.class);

    private static final Duration SUSPICION = Duration.ofSeconds(10);
    private static final int FAILURES = 2;

    private final InstantSource clock;
    private final ConcurrentMap<OriginId, Instant> suspects = new ConcurrentHashMap<>();
    private final ConcurrentMap<OriginId, Integer> failures = new ConcurrentHashMap<>();

    public OriginHealth(InstantSource clock) {
        this.clock = clock;
    }

    /** A connect failed, or the origin was silent before its first word. */
    public void suspect(OriginId origin) {
        suspects.put(origin, clock.instant().plus(SUSPICION));
    }

    /** A session was served: whatever was wrong is over. */
    public void served(OriginId origin) {
        suspects.remove(origin);
        if (!failures.isEmpty() && isDown(origin)) {
            probed(origin, true);
        }
    }

    /** What the probe found: it reached one of the ports, or none. */
    public void probed(OriginId origin, boolean reached) {
        if (reached) {
            Integer before = failures.remove(origin);
            if (before != null && before >= FAILURES) {
                LOG.info("origin {} is up again", origin);
            }
        } else if (failures.merge(origin, 1, (a, b) -> Math.min(a + b, FAILURES + 1)) == FAILURES) {
            LOG.warn("origin {} is down: none of its TCP ports can be reached from here", origin);
        }
    }

    /** Forgets all others: they are not registered any more. */
    void retain(Set<OriginId> live) {
        failures.keySet().retainAll(live);
    }

    /** Whether the probe says that it cannot be reached. */
    public boolean isDown(OriginId origin) {
        return failures.getOrDefault(origin, 0) >= FAILURES;
    }

    /** How this proxy sees a live origin. */
    public OriginState state(Origin origin) {
        if (isDown(origin.id())) {
            return OriginState.DOWN;
        }
        if (origin.draining()) {
            return OriginState.DRAINING;
        }
        Instant until = suspects.get(origin.id());
        return until != null && until.isAfter(clock.instant()) ? OriginState.SUSPECT : OriginState.UP;
    }

    /** Those that are neither suspect nor down, or all of them if every one is. */
    public List<Origin> sound(List<Origin> origins) {
        if (suspects.isEmpty() && failures.isEmpty()) {
            return origins;
        }
        Instant now = clock.instant();
        suspects.values().removeIf(end -> !end.isAfter(now));
        List<Origin> sound = origins.stream()
                .filter(origin -> !suspects.containsKey(origin.id()) && !isDown(origin.id()))
                .toList();
        return sound.isEmpty() ? origins : sound;
    }
}
