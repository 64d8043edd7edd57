package org.mediaproxy.lb.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.Standing;

/** Bindings in Redis, each operation one script with one key. Copies serve what is known, and all of it while Redis is away. */
final class RedisAffinityStore implements AffinityStore {

    /** Look-ups of bindings by result. */
    static final String LOOKUPS = "srs_proxy_redis_lookups_total";

    /** What a binding without an expiry counts as: the Go proxy's have none. */
    private static final long FOREVER_MILLIS = Duration.ofDays(1).toMillis();

    private final RedisCalls calls;
    private final ScriptQueue scripts;
    private final RedisKeys keys;
    private final KnownBindings known;
    private final PlacedBindings placed;
    private final BindingNames names;
    private final ChangeFeed feed;
    private final LongAdder hits;
    private final LongAdder misses;
    private final LongAdder kept;

    RedisAffinityStore(
            RedisCalls calls,
            ScriptQueue scripts,
            RedisKeys keys,
            KnownBindings known,
            ChangeFeed feed,
            Counters counters) {
        this.calls = calls;
        this.scripts = scripts;
        this.keys = keys;
        this.known = known;
        this.placed = new PlacedBindings(known, calls.outage());
        this.names = new BindingNames(new StoredBindings(keys));
        this.feed = feed;
        this.hits = counters.counter(LOOKUPS, "result", "hit");
        this.misses = counters.counter(LOOKUPS, "result", "asked");
        this.kept = counters.counter(LOOKUPS, "result", "away");
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        if (calls.outage().isOn()) {
            kept.increment();
            return CompletableFuture.completedFuture(placed.find(key));
        }
        Optional<String> copy = copy(key);
        if (copy.isPresent()) {
            return CompletableFuture.completedFuture(copy);
        }
        misses.increment();
        long mark = known.mark(key);
        long asked = System.nanoTime();
        String name = keys.binding(key);
        return unlessAway(
                scripts.run(RedisScript.FIND, name).thenApply(reply -> learned(key, reply, asked, mark)),
                () -> placed.find(key));
    }

    /** What is known here, and stands for sure. */
    private Optional<String> copy(AffinityKey key) {
        Optional<String> copy = feed.isListening() ? known.fresh(key) : Optional.empty();
        if (copy.isPresent()) {
            hits.increment();
        }
        return copy;
    }

    /** One round trip: the script that would bind it tells what stands as well. */
    @Override
    public CompletionStage<Standing> findOrBind(AffinityKey key, Supplier<Optional<String>> value, Duration ttl) {
        if (calls.outage().isOn()) {
            return AffinityStore.super.findOrBind(key, value, ttl);
        }
        Optional<String> copy = copy(key);
        if (copy.isPresent()) {
            return CompletableFuture.completedFuture(Standing.found(copy));
        }
        Optional<String> mine = value.get();
        if (mine.isEmpty()) {
            return find(key).thenApply(Standing::found);
        }
        misses.increment();
        return bind(key, mine.get(), ttl);
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return bind(key, value, ttl).thenApply(stands -> stands.value().orElseThrow());
    }

    private CompletionStage<Standing> bind(AffinityKey key, String value, Duration ttl) {
        long mark = known.mark(key);
        long asked = System.nanoTime();
        String name = keys.binding(key);
        String[] arguments = {keys.stored(key, value), millis(ttl)};
        return unlessAway(
                scripts.run(RedisScript.BIND_IF_ABSENT, name, arguments)
                        .thenApply(reply -> bound(key, value, ttl, reply, asked, mark)),
                () -> {
                    String stands = placed.bindIfAbsent(key, value, ttl);
                    return new Standing(Optional.of(stands), stands.equals(value));
                });
    }

    private Standing bound(AffinityKey key, String value, Duration ttl, @Nullable Object reply, long asked, long mark) {
        if (reply instanceof List<?> pair && Long.valueOf(-2).equals(pair.get(1))) {
            known.changed(key, value, ttl.toMillis(), asked, mark);
            return new Standing(Optional.of(value), true);
        }
        return Standing.found(learned(key, reply, asked, mark));
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        long mark = known.mark(key);
        long asked = System.nanoTime();
        String name = keys.binding(key);
        String[] arguments = {
            keys.stored(key, expected),
            expected,
            keys.stored(key, value),
            millis(ttl),
            keys.channel(),
            feed.changed(key)
        };
        return unlessAway(
                scripts.run(RedisScript.REBIND, name, arguments).thenApply(reply -> {
                    boolean done = Long.valueOf(1).equals(reply);
                    if (done) {
                        known.changed(key, value, ttl.toMillis(), asked, mark);
                    } else {
                        known.forget(key); // the caller's idea of it was wrong, and may have been ours
                    }
                    return done;
                }),
                () -> placed.rebind(key, expected, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        long mark = known.mark(key);
        long asked = System.nanoTime();
        String name = keys.binding(key);
        return unlessAway(
                scripts.run(RedisScript.TOUCH, name, millis(ttl))
                        .thenApply(reply -> learned(key, reply, asked, mark).isPresent()),
                () -> placed.touch(key, ttl));
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        String name = keys.binding(key);
        String[] arguments = {keys.stored(key, expected), expected, keys.channel(), feed.changed(key)};
        return unlessAway(
                scripts.run(RedisScript.RELEASE, name, arguments).thenApply(reply -> {
                    known.forget(key);
                    return Long.valueOf(1).equals(reply);
                }),
                () -> placed.release(key, expected));
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return calls.call(keys.namespace(namespace), redis -> names.page(redis, namespace, cursor, limit));
    }

    /** Takes a value and its milliseconds to live into the copies. */
    private Optional<String> learned(AffinityKey key, @Nullable Object reply, long asked, long mark) {
        if (!(reply instanceof List<?> pair)) {
            known.forget(key);
            return Optional.empty();
        }
        String value = keys.value(key.namespace(), String.valueOf(pair.get(0)));
        long ttl = pair.get(1) instanceof Long millis ? millis : 0;
        known.learned(key, value, ttl < 0 ? FOREVER_MILLIS : ttl, asked, mark);
        return Optional.of(value);
    }

    /** The answer; what this proxy can say by itself where Redis turns out to be away, or was all along. */
    private <T> CompletionStage<T> unlessAway(CompletionStage<T> answer, Supplier<T> alone) {
        return answer.exceptionally(error -> {
            if (!calls.outage().isOn()) {
                throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
            }
            kept.increment();
            return alone.get();
        });
    }

    private static String millis(Duration ttl) {
        return Long.toString(Math.max(1, ttl.toMillis()));
    }
}
