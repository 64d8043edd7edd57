package org.mediaproxy.lb.redis;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.spi.AffinityPage;
import redis.clients.jedis.ScanIteration;
import redis.clients.jedis.UnifiedJedis;

/**
 * Lists a namespace in the order of its names. SCAN has no order and may give a key twice, so all names are read for a first page and
 * kept for the pages after it; their values are read for each page. The cursor is the last name, which stays good whenever the names
 * are read again. Threads of calls; blocks.
 */
final class BindingNames {

    private static final long KEPT_NANOS = 10_000_000_000L;

    private final StoredBindings stored;
    private final ConcurrentMap<String, Listing> listings = new ConcurrentHashMap<>();

    private record Listing(NavigableSet<String> names, long at) {}

    BindingNames(StoredBindings stored) {
        this.stored = stored;
    }

    AffinityPage page(UnifiedJedis redis, String namespace, String cursor, int limit) {
        NavigableSet<String> rest = names(redis, namespace, cursor.isEmpty()).tailSet(cursor, false);
        List<String> page = rest.stream().limit(limit).toList();
        boolean last = page.size() == rest.size();
        if (last) {
            listings.remove(namespace);
        }
        return new AffinityPage(stored.values(redis, namespace, page), last ? "" : page.get(page.size() - 1));
    }

    private NavigableSet<String> names(UnifiedJedis redis, String namespace, boolean anew) {
        Listing listing = listings.get(namespace);
        long now = System.nanoTime();
        if (anew || listing == null || now - listing.at > KEPT_NANOS) {
            listing = new Listing(scan(redis, namespace), now);
            listings.put(namespace, listing);
        }
        return listing.names;
    }

    private NavigableSet<String> scan(UnifiedJedis redis, String namespace) {
        NavigableSet<String> names = new TreeSet<>();
        ScanIteration scan = stored.scan(redis, namespace);
        while (!scan.isIterationCompleted()) {
            names.addAll(stored.names(scan, namespace));
        }
        return names;
    }
}
