package org.mediaproxy.core.route;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.Standing;

/** Makes a failed stage of whatever a store throws, so that no call of it can break a session or a periodic task. */
final class SafeAffinityStore implements AffinityStore {

    private final AffinityStore store;

    SafeAffinityStore(AffinityStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        return StateAnswers.safely(() -> store.find(key));
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return StateAnswers.safely(() -> store.bindIfAbsent(key, value, ttl));
    }

    @Override
    public CompletionStage<Standing> findOrBind(AffinityKey key, Supplier<Optional<String>> value, Duration ttl) {
        return StateAnswers.safely(() -> store.findOrBind(key, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return StateAnswers.safely(() -> store.rebind(key, expected, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return StateAnswers.safely(() -> store.touch(key, ttl));
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return StateAnswers.safely(() -> store.release(key, expected));
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return StateAnswers.safely(() -> store.list(namespace, cursor, limit));
    }
}
