package org.mediaproxy.lb.redis;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.lb.redis.KnownBindings.Known;

/**
 * The affinity store while Redis is away: what is known stands, and what is new is bound here only. Only a binding that was made here
 * can be moved or removed, or one that was only heard of: of the others nobody can tell what another proxy does with them.
 */
final class PlacedBindings {

    private final KnownBindings bindings;
    private final Outage outage;

    PlacedBindings(KnownBindings bindings, Outage outage) {
        this.bindings = bindings;
        this.outage = outage;
    }

    Optional<String> find(AffinityKey key) {
        return bindings.known(key, outage.sinceNanos()).map(Known::value);
    }

    String bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        long since = outage.sinceNanos();
        long now = System.nanoTime();
        Known mine = new Known(value, ttl.toMillis(), now, true);
        Known stands =
                bindings.all().compute(key, (k, known) -> known != null && known.left(since, now) > 0 ? known : mine);
        return stands == null ? value : stands.value();
    }

    boolean rebind(AffinityKey key, String expected, String value, Duration ttl) {
        long now = System.nanoTime();
        Known mine = new Known(value, ttl.toMillis(), now, true);
        Known before = placed(key);
        return before != null
                && before.value().equals(expected)
                && bindings.all().replace(key, before, mine);
    }

    boolean touch(AffinityKey key, Duration ttl) {
        long since = outage.sinceNanos();
        long now = System.nanoTime();
        return bindings.all()
                        .computeIfPresent(
                                key,
                                (k, known) -> known.left(since, now) <= 0
                                        ? null
                                        : new Known(
                                                known.value(),
                                                Math.max(ttl.toMillis(), known.left(since, now)),
                                                now,
                                                known.placed()))
                != null;
    }

    boolean release(AffinityKey key, String expected) {
        Known before = placed(key);
        return before != null
                && before.value().equals(expected)
                && bindings.all().remove(key, before);
    }

    /** The binding, if it was made here or only heard of; null if there is none. */
    private @Nullable Known placed(AffinityKey key) {
        Optional<Known> known = bindings.known(key, outage.sinceNanos());
        if (known.isPresent() && !known.get().placed() && !known.get().heard()) {
            throw new RedisUnavailableException("Redis is away, and " + key + " is not this proxy's alone");
        }
        return known.orElse(null);
    }
}
