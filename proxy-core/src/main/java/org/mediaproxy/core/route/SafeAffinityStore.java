package org.mediaproxy.core.route;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;

/** Makes a failed stage of whatever a store throws, so that no call of it can break a session or a periodic task. */
final class SafeAffinityStore implements AffinityStore {

    private final AffinityStore store;

    SafeAffinityStore(AffinityStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        return safely(() -> store.find(key));
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return safely(() -> store.bindIfAbsent(key, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return safely(() -> store.rebind(key, expected, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return safely(() -> store.touch(key, ttl));
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return safely(() -> store.release(key, expected));
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return safely(() -> store.list(namespace, cursor, limit));
    }

    private static <T> CompletionStage<T> safely(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
