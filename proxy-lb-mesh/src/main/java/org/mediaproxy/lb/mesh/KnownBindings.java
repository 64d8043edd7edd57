package org.mediaproxy.lb.mesh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.mediaproxy.core.spi.AffinityKey;

/**
 * What this proxy knows of bindings. A copy counts for as long as {@link #FRESH}, so that a known stream costs no round trip, and less where
 * it expires sooner or another proxy tells of a change. An older one counts until it expires where the mesh gives no answer. Any thread.
 *
 * <p>An answer may be on its way here while a change overtakes it. So whoever asks takes a mark before, and what it learns is kept only
 * if the mark still stands: every change of a key moves the marks of all keys in its stripe.
 */
final class KnownBindings {

    /**
     * How long a copy counts. A member that dies may have moved a binding and told nobody; streams with sessions here are looked at anew more
     * often than that anyway, as their bindings are kept alive.
     */
    static final Duration FRESH = Duration.ofSeconds(15);

    private static final int MAX = 200_000;
    private static final int STRIPES = 4096;

    private final Cache<AffinityKey, Known> cache =
            Caffeine.newBuilder().maximumSize(MAX).build();
    private final AtomicLongArray marks = new AtomicLongArray(STRIPES);
    private final LongSupplier nanos;
    private volatile long trustedSince;

    /**
     * A binding.
     *
     * @param value it
     * @param ttlMillis to live, from the time it was learned
     * @param at when, by {@link System#nanoTime}
     */
    private record Known(String value, long ttlMillis, long at) {

        private boolean isFresh(long now, long trustedSince) {
            return at - trustedSince > 0 && (now - at) / 1_000_000 < FRESH.toMillis() && isLive(now);
        }

        private boolean isLive(long now) {
            return (now - at) / 1_000_000 < ttlMillis;
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param nanos what {@link System#nanoTime} is; tests turn it by hand
     */
    KnownBindings(LongSupplier nanos) {
        this.nanos = nanos;
        this.trustedSince = nanos.getAsLong() - 1;
    }

    /** To be taken before the mesh is asked. */
    long mark(AffinityKey key) {
        return marks.get(stripe(key));
    }

    /** The time of a question, for {@link #learned} and {@link #changed}. */
    long now() {
        return nanos.getAsLong();
    }

    /** The value, if the copy can be trusted. */
    Optional<String> fresh(AffinityKey key) {
        Known known = cache.getIfPresent(key);
        return known != null && known.isFresh(now(), trustedSince) ? Optional.of(known.value) : Optional.empty();
    }

    /** The value, if it had not expired when last heard of. */
    Optional<String> known(AffinityKey key) {
        Known known = cache.getIfPresent(key);
        return known != null && known.isLive(now()) ? Optional.of(known.value) : Optional.empty();
    }

    /** An answer of the mesh to a question asked at the given time. */
    void learned(AffinityKey key, String value, long ttlMillis, long asked, long mark) {
        Known known = new Known(value, ttlMillis, asked);
        cache.asMap().compute(key, (k, before) -> mark(key) == mark ? known : before);
    }

    /** This proxy changed it, by a question asked at the given time. */
    void changed(AffinityKey key, String value, long ttlMillis, long asked, long mark) {
        Known known = new Known(value, ttlMillis, asked);
        cache.asMap().compute(key, (k, before) -> {
            boolean mine = marks.compareAndSet(stripe(key), mark, mark + 1);
            return mine ? known : null;
        });
    }

    /** Somebody changed it, or may have. */
    void forget(AffinityKey key) {
        marks.incrementAndGet(stripe(key));
        cache.invalidate(key);
    }

    /** Any of them may have changed: no copy made before now counts, unless there is no answer. */
    void distrust() {
        trustedSince = now();
    }

    /** Forgets what has expired and was never asked for again; called now and then. */
    void sweep() {
        long now = now();
        cache.asMap().values().removeIf(known -> !known.isLive(now));
    }

    /** Copies that there are. */
    int size() {
        return cache.asMap().size();
    }

    private static int stripe(AffinityKey key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
