package org.mediaproxy.lb.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.AffinityKey;
import redis.clients.jedis.ScanIteration;
import redis.clients.jedis.UnifiedJedis;

/** Reads the names of a namespace and what is stored under them, piece by piece. Threads of calls; blocks. */
final class StoredBindings {

    /** Keys that Redis looks at for one piece of a scan. */
    private static final int PIECE = 1000;

    private final RedisKeys keys;

    StoredBindings(RedisKeys keys) {
        this.keys = keys;
    }

    /** A scan of a namespace, of which nothing is read yet. */
    ScanIteration scan(UnifiedJedis redis, String namespace) {
        return redis.scanIteration(PIECE, keys.pattern(namespace));
    }

    /** The names in the next piece of a scan of this namespace; a name may come twice, and a piece may be empty. */
    List<String> names(ScanIteration scan, String namespace) {
        int prefix = keys.namespace(namespace).length();
        Collection<String> piece = scan.nextBatchList();
        return piece.stream()
                .filter(key -> key.length() > prefix)
                .map(key -> key.substring(prefix))
                .toList();
    }

    /** What is stored under these names now, without those under which nothing is. */
    Map<String, String> values(UnifiedJedis redis, String namespace, List<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        List<@Nullable String> stored = redis.mget(names.stream()
                .map(name -> keys.binding(new AffinityKey(namespace, name)))
                .toArray(String[]::new));
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String value = stored.get(i);
            if (value != null) {
                values.put(names.get(i), keys.value(namespace, value));
            }
        }
        return values;
    }
}
