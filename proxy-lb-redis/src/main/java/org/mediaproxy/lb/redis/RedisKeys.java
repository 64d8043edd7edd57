package org.mediaproxy.lb.redis;

import java.util.Map;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;

/**
 * The names of all keys. Those of origins, streams and ICE sessions are the Go proxy's, as its {@code redis.go} has them; the others
 * are ours, and Go ignores them.
 */
final class RedisKeys {

    /** Namespaces whose keys Go has too, and what it calls them. */
    private static final Map<String, String> SHARED =
            Map.of("stream", "srs-proxy-url:", "ice", "srs-proxy-ufrag:", "spbhid", "srs-proxy-spbhid:");

    private final String prefix;
    private final int database;

    RedisKeys(String prefix, int database) {
        this.prefix = prefix.isEmpty() ? "" : prefix + ":";
        this.database = database;
    }

    /** An origin's record. */
    String origin(OriginId id) {
        return server() + id;
    }

    /** The list of all origins' keys. */
    String origins() {
        return prefix + "srs-proxy-all-servers";
    }

    /** What the proxies say of themselves. */
    String proxies() {
        return prefix + "srs-proxy-proxies";
    }

    /** A key in the slot of another, to see whether that slot can be written. */
    String probe(String key) {
        return prefix + "srs-proxy-probe:{" + key.replace('{', '(').replace('}', ')') + "}";
    }

    /** The channel on which changes are told. Channels know no databases, so the name does. */
    String channel() {
        return prefix + "srs-proxy-changes:" + database;
    }

    /** What all keys of a namespace begin with. */
    String namespace(String namespace) {
        String shared = SHARED.get(namespace);
        return prefix + (shared == null ? "srs-proxy-affinity:" + namespace + ":" : shared);
    }

    /** The key of a binding. */
    String binding(AffinityKey key) {
        return namespace(key.namespace()) + key.name();
    }

    /** A value as it is stored: of a stream the full key of its origin, as Go has it. */
    String stored(AffinityKey key, String value) {
        return key.namespace().equals("stream") ? server() + value : value;
    }

    /** A stored value as the proxy knows it. */
    String value(String namespace, String stored) {
        String before = server();
        return namespace.equals("stream") && stored.startsWith(before) ? stored.substring(before.length()) : stored;
    }

    private String server() {
        return prefix + "srs-proxy-server:";
    }

    /** A pattern of SCAN for the keys of a namespace; what a pattern would read as a sign is escaped. */
    String pattern(String namespace) {
        return namespace(namespace).replaceAll("([\\\\*?\\[\\]^-])", "\\\\$1") + "*";
    }
}
