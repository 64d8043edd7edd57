package org.mediaproxy.lb.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.mediaproxy.core.spi.AffinityKey;

/**
 * What this proxy knows of bindings. While Redis is there a copy counts for as long as {@link #FRESH}, so that a known stream costs no round
 * trip, and less where it expires sooner or another proxy tells of a change. While Redis is away all of them count, and new ones are
 * made here only ("placed"). Any thread.
 *
 * <p>An answer may be on its way here while a change overtakes it. So whoever asks takes a mark before, and what it learns is kept only
 * if the mark still stands: every change of a key moves the marks of all keys in its stripe.
 */
final class KnownBindings {

    /**
     * How long a copy counts. The Go proxy tells nobody of its changes; streams with sessions here are looked at anew more often than that
     * anyway, as their bindings are kept alive.
     */
    static final Duration FRESH = Duration.ofSeconds(15);

    private static final Duration HEARD = Duration.ofMinutes(1);

    private static final int MAX = 200_000;
    private static final int STRIPES = 4096;

    private final Cache<AffinityKey, Known> cache =
            Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();
    private final AtomicLongArray marks = new AtomicLongArray(STRIPES);
    private volatile long trustedSince = System.nanoTime();

    /**
     * A binding.
     *
     * @param value it
     * @param ttlMillis to live, from the time it was learned
     * @param at when, by {@link System#nanoTime}
     * @param placed whether Redis does not know it yet
     * @param heard whether nobody asked for it here
     */
    record Known(String value, long ttlMillis, long at, boolean placed, boolean heard) {

        Known(String value, long ttlMillis, long at, boolean placed) {
            this(value, ttlMillis, at, placed, false);
        }

        private boolean isFresh(long now, long trustedSince) {
            long age = (now - at) / 1_000_000;
            return !placed && !heard && at - trustedSince > 0 && age < FRESH.toMillis() && age < ttlMillis;
        }

        private boolean isBetter(Known other, long now, long trustedSince) {
            return placed
                    || isFresh(now, trustedSince)
                    || (!heard && value.equals(other.value) && left(now, now) > other.left(now, now));
        }

        /** What it has left to live, where time stood still from the given moment on; 0 or less if it is over. */
        long left(long awaySince, long now) {
            long end = at - awaySince < 0 ? awaySince : now;
            return ttlMillis - (end - at) / 1_000_000;
        }
    }

    /** To be taken before Redis is asked. */
    long mark(AffinityKey key) {
        return marks.get(stripe(key));
    }

    /** The value, if the copy can be trusted while Redis is there. */
    Optional<String> fresh(AffinityKey key) {
        Known known = cache.getIfPresent(key);
        return known != null && known.isFresh(System.nanoTime(), trustedSince)
                ? Optional.of(known.value)
                : Optional.empty();
    }

    /** What is known while Redis is away; what was over before that is not. */
    Optional<Known> known(AffinityKey key, long awaySince) {
        Known known = cache.getIfPresent(key);
        return known != null && known.left(awaySince, System.nanoTime()) > 0 ? Optional.of(known) : Optional.empty();
    }

    /** An answer of Redis to a question asked at the given time. */
    void learned(AffinityKey key, String value, long ttlMillis, long asked, long mark) {
        Known known = new Known(value, ttlMillis, asked, false);
        cache.asMap().compute(key, (k, before) -> mark(key) == mark ? known : before);
    }

    /**
     * Somebody's binding that nobody asked for here: it counts while Redis is away, for a minute, and may be moved then, as if it were
     * not known. What was learned by asking is better.
     */
    void heard(AffinityKey key, String value, long mark) {
        long now = System.nanoTime();
        Known heard = new Known(value, HEARD.toMillis(), now, false, true);
        cache.asMap()
                .compute(
                        key,
                        (k, before) ->
                                mark(key) != mark || (before != null && before.isBetter(heard, now, trustedSince))
                                        ? before
                                        : heard);
    }

    /** This proxy changed it, by a question asked at the given time. */
    void changed(AffinityKey key, String value, long ttlMillis, long asked, long mark) {
        Known known = new Known(value, ttlMillis, asked, false);
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

    /** What other proxies told was missed for a while: no copy made before now counts, unless Redis is away. */
    void distrust() {
        trustedSince = System.nanoTime();
    }

    /** Forgets what has expired and was never asked for again; called now and then while Redis is there. */
    void sweep() {
        long now = System.nanoTime();
        cache.asMap().values().removeIf(known -> known.left(now, now) <= 0);
    }

    /** All of them, live. */
    ConcurrentMap<AffinityKey, Known> all() {
        return cache.asMap();
    }

    private static int stripe(AffinityKey key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
