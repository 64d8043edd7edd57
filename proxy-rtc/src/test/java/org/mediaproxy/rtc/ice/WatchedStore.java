package org.mediaproxy.rtc.ice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.testing.FakeLoadBalancer;

/** A store that remembers what was kept alive, and breaks on demand. */
final class WatchedStore implements AffinityStore {

    /** Keys with their times to live, in order. */
    final List<String> touched = new ArrayList<>();

    boolean broken;

    private final AffinityStore store = new FakeLoadBalancer().affinity();

    private AffinityStore store() {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        return store;
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        return store().find(key);
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return store().bindIfAbsent(key, value, ttl);
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return store().rebind(key, expected, value, ttl);
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return store().touch(key, ttl).thenApply(there -> {
            if (there) {
                touched.add(key + " " + ttl);
            }
            return there;
        });
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return store().release(key, expected);
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return store().list(namespace, cursor, limit);
    }
}
