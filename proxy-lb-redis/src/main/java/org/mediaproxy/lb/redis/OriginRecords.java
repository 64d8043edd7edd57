package org.mediaproxy.lb.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The origins' records and the list of their keys in Redis. The list is changed by comparing its text, because the Go proxy and other
 * proxies change it too; who loses reads it again. One thread; blocks.
 */
final class OriginRecords {

    /** Of this many that change the list at once, all come through. */
    private static final int MAX_ROUNDS = 200;

    private final Supplier<AbstractPipeline> pipelined;
    private final RedisKeys keys;
    private final long ttlMillis;

    private record Found(Origin origin, long ttlMillis) {}

    OriginRecords(Supplier<AbstractPipeline> pipelined, RedisKeys keys, long ttlMillis) {
        this.pipelined = pipelined;
        this.keys = keys;
        this.ttlMillis = ttlMillis;
    }

    /** Reads all of them. */
    OriginTable read(UnifiedJedis redis, long changes) {
        long now = System.nanoTime();
        Map<OriginId, OriginTable.Entry> entries = new HashMap<>();
        Set<String> listed = OriginJson.readKeys(list(redis));
        for (Found found : records(listed).values()) {
            long left = found.ttlMillis < 0 ? ttlMillis : found.ttlMillis;
            entries.put(found.origin.id(), new OriginTable.Entry(found.origin, now + left * 1_000_000));
        }
        return new OriginTable(entries, now, changes);
    }

    Optional<Origin> read(UnifiedJedis redis, OriginId id) {
        String text = redis.get(keys.origin(id));
        return text == null ? Optional.empty() : OriginJson.read(text);
    }

    /** Writes a record, keeping the mark of the one before; what that one was, if it can be read. */
    Optional<Origin> write(UnifiedJedis redis, Origin origin) {
        Object before = RedisScript.REGISTER.run(
                redis,
                keys.origin(origin.id()),
                OriginJson.write(origin),
                OriginJson.write(origin.withDraining(true)),
                Long.toString(ttlMillis));
        return before == null ? Optional.empty() : OriginJson.read(before.toString());
    }

    /** Writes the record that Redis has lost; nothing where there is one. */
    void restore(UnifiedJedis redis, Origin origin, long leftMillis) {
        String left = Long.toString(Math.max(1, leftMillis));
        RedisScript.BIND_IF_ABSENT.run(redis, keys.origin(origin.id()), OriginJson.write(origin), left);
    }

    /** Puts an origin on the list, and takes off what is gone and what are older runs of it, whose records go too. */
    void enlist(UnifiedJedis redis, Origin origin) {
        change(redis, listed -> {
            Map<String, Found> found = records(listed);
            Set<String> rest = new LinkedHashSet<>();
            for (String key : listed) {
                Found other = found.get(key);
                if (other != null && origin.isOtherRunOf(other.origin)) {
                    redis.del(key);
                } else if (other != null) {
                    rest.add(key);
                }
            }
            rest.add(keys.origin(origin.id()));
            return rest;
        });
    }

    /** Removes a record and its place on the list. */
    void remove(UnifiedJedis redis, OriginId id) {
        redis.del(keys.origin(id));
        change(redis, listed -> {
            Set<String> rest = new LinkedHashSet<>(listed);
            rest.remove(keys.origin(id));
            return rest;
        });
    }

    /** Sets or takes back the mark; false if there is no such origin. */
    boolean mark(UnifiedJedis redis, OriginId id, boolean draining) {
        String key = keys.origin(id);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String text = redis.get(key);
            if (text == null || OriginJson.read(text).isEmpty()) {
                return false;
            }
            if (replaced(redis, key, text, OriginJson.marked(text, draining))) {
                return true;
            }
        }
        throw new RedisUnavailableException(key + " keeps changing");
    }

    private interface Change {
        Set<String> of(Set<String> listed);
    }

    private void change(UnifiedJedis redis, Change change) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String before = list(redis);
            String after = OriginJson.writeKeys(change.of(OriginJson.readKeys(before)));
            if (after.equals(before) || replaced(redis, keys.origins(), before, after)) {
                return;
            }
        }
        throw new RedisUnavailableException("the list of origins keeps changing");
    }

    private static boolean replaced(UnifiedJedis redis, String key, String before, String after) {
        return Long.valueOf(1).equals(RedisScript.REPLACE.run(redis, key, before, after));
    }

    private String list(UnifiedJedis redis) {
        String text = redis.get(keys.origins());
        return text == null ? "" : text;
    }

    /** The records that are there and can be read, by key, in one go. */
    private Map<String, Found> records(Collection<String> keys) {
        Map<String, Found> records = new HashMap<>();
        if (keys.isEmpty()) {
            return records;
        }
        List<Response<@Nullable String>> texts = new ArrayList<>();
        List<Response<Long>> ttls = new ArrayList<>();
        try (AbstractPipeline all = pipelined.get()) {
            for (String key : keys) {
                texts.add(all.get(key));
                ttls.add(all.pttl(key));
            }
            all.sync();
        }
        int i = 0;
        for (String key : keys) {
            record(texts.get(i), ttls.get(i)).ifPresent(found -> records.put(key, found));
            i++;
        }
        return records;
    }

    private static Optional<Found> record(Response<@Nullable String> text, Response<Long> ttl) {
        try {
            String json = text.get();
            long left = ttl.get();
            return json == null ? Optional.empty() : OriginJson.read(json).map(origin -> new Found(origin, left));
        } catch (IllegalStateException nothing) {
            throw new JedisConnectionException("a node of the Cluster gave no answer", nothing);
        } catch (JedisDataException notText) {
            return Optional.empty(); // the list names a key that is none of an origin
        }
    }
}
