package org.mediaproxy.lb.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;
import redis.clients.jedis.UnifiedJedis;

/**
 * The origins in Redis, and the table of all of them that answers for it: read every second, because Go proxies tell nobody of
 * what they register, and at once when another proxy tells. While Redis is away the table stands still, but for origins that
 * register here. All that writes it runs on one thread.
 */
final class RedisOriginRegistry implements OriginRegistry {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final OriginRecords records;
    private final ChangeFeed feed;
    private final long ttlNanos;
    private final AtomicLong changes = new AtomicLong();
    private final Map<OriginId, Origin> registeredAlone = new ConcurrentHashMap<>();
    private volatile OriginTable table = OriginTable.empty();

    RedisOriginRegistry(RedisCalls calls, RedisKeys keys, ChangeFeed feed, Duration ttl) {
        this.calls = calls;
        this.keys = keys;
        this.records = new OriginRecords(calls::pipelined, keys, Math.max(1, ttl.toMillis()));
        this.feed = feed;
        this.ttlNanos = ttl.toNanos();
    }

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        CompletionStage<@Nullable Void> done = calls.inOrder(keys.origin(origin.id()), redis -> {
            Optional<Origin> before = records.write(redis, origin);
            boolean known = isFresh(table) && table.find(origin.id()).isPresent() && !table.hasOtherRunOf(origin);
            if (!known) {
                records.enlist(redis, origin);
            }
            if (!known || before.isEmpty() || !isSame(before.get(), origin)) {
                tell(redis);
            }
            return null;
        });
        return done.exceptionally(error -> {
            alone(error);
            registerAlone(origin);
            return null;
        });
    }

    /** Whether a registration said nothing new; the mark is not the origin's to say. */
    private static boolean isSame(Origin before, Origin now) {
        return before.updated(Instant.EPOCH)
                .withDraining(false)
                .equals(now.updated(Instant.EPOCH).withDraining(false));
    }

    private synchronized void registerAlone(Origin origin) {
        table = table.with(origin, System.nanoTime() + ttlNanos);
        registeredAlone.put(origin.id(), origin);
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        OriginTable now = table;
        if (calls.outage().isOn() || isFresh(now)) {
            return CompletableFuture.completedFuture(now.origins());
        }
        CompletionStage<List<Origin>> read = calls.inOrder(keys.origins(), redis -> {
            if (!isFresh(table)) {
                load(redis);
            }
            return table.origins();
        });
        return read.exceptionally(error -> {
            alone(error);
            return table.origins();
        });
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        OriginTable now = table;
        Optional<Origin> known = now.find(id);
        if (calls.outage().isOn() || (known.isPresent() && isFresh(now))) {
            return CompletableFuture.completedFuture(known);
        }
        return calls.call(keys.origin(id), redis -> records.read(redis, id)).exceptionally(error -> {
            alone(error);
            return table.find(id);
        });
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        return calls.inOrder(keys.origin(id), redis -> {
            records.remove(redis, id);
            tell(redis);
            return null;
        });
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        return calls.inOrder(keys.origin(id), redis -> {
            boolean there = records.mark(redis, id, draining);
            if (there) {
                tell(redis);
            }
            return there;
        });
    }

    /** Another proxy tells of a change, or could have told of one unheard. */
    void changed() {
        changes.incrementAndGet();
        if (!calls.outage().isOn()) {
            calls.inOrder(keys.origins(), redis -> {
                if (table.changes() != changes.get()) {
                    load(redis);
                }
                return null;
            });
        }
    }

    /** As the table has it now, for tests. */
    Optional<Origin> known(OriginId id) {
        return table.find(id);
    }

    /** Reads the table anew; called every second. */
    void poll() {
        if (!calls.outage().isOn()) {
            calls.inOrder(keys.origins(), redis -> {
                load(redis);
                return null;
            });
        }
    }

    /** Redis is back: what it has lost is written again, but for origins that were restarted meanwhile. Blocks. */
    void restore(UnifiedJedis redis, long awaySince) {
        OriginTable there = records.read(redis, changes.get());
        for (OriginTable.Entry entry : table.entries().values()) {
            Origin origin = entry.origin();
            if (there.find(origin.id()).isEmpty() && !there.hasOtherRunOf(origin)) {
                records.restore(redis, origin, (entry.diesAt() - awaySince) / 1_000_000);
                records.enlist(redis, origin);
            }
        }
        for (Origin origin : List.copyOf(registeredAlone.values())) {
            records.write(redis, origin);
            records.enlist(redis, origin);
            registeredAlone.remove(origin.id(), origin);
        }
        tell(redis);
    }

    /** Tells the others, and reads the table anew. */
    private void tell(UnifiedJedis redis) {
        redis.publish(keys.channel(), feed.originsChanged());
        changes.incrementAndGet();
        load(redis);
    }

    private void load(UnifiedJedis redis) {
        long before = changes.get();
        table = records.read(redis, before);
    }

    private boolean isFresh(OriginTable candidate) {
        long now = System.nanoTime();
        return feed.isListening()
                && candidate.changes() == changes.get()
                && now - candidate.at() < FRESH_NANOS
                && candidate.allAlive(now);
    }

    /** What is known here is the answer only where Redis is away. */
    private void alone(Throwable error) {
        if (!calls.outage().isOn()) {
            throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
        }
    }
}
