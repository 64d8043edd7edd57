package org.mediaproxy.core.route;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.Standing;

/** Another store, and what came of the look-ups in it. Any thread. */
public final class CountedAffinityStore implements AffinityStore {

    /** Look-ups of bindings, by namespace and result. */
    public static final String LOOKUPS = "srs_proxy_affinity_lookups_total";

    private final AffinityStore store;
    private final Counters counters;
    private final Map<String, Lookups> byNamespace = new ConcurrentHashMap<>();

    /** Around the given store. */
    public CountedAffinityStore(AffinityStore store, Counters counters) {
        this.store = store;
        this.counters = counters;
    }

    private record Lookups(LongAdder found, LongAdder none, LongAdder failed) {

        void count(boolean wasThere, @Nullable Throwable error) {
            (error != null ? failed : wasThere ? found : none).increment();
        }
    }

    private Lookups lookups(String namespace) {
        return new Lookups(counter(namespace, "found"), counter(namespace, "none"), counter(namespace, "failed"));
    }

    private LongAdder counter(String namespace, String result) {
        return counters.counter(LOOKUPS, "namespace", namespace, "result", result);
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        Lookups lookups = byNamespace.computeIfAbsent(key.namespace(), this::lookups);
        CompletionStage<Optional<String>> answer = store.find(key);
        answer.whenComplete((value, error) -> lookups.count(value != null && value.isPresent(), error));
        return answer; // itself: a stage behind it would wrap the reason of a failure
    }

    @Override
    public CompletionStage<Standing> findOrBind(AffinityKey key, Supplier<Optional<String>> value, Duration ttl) {
        Lookups lookups = byNamespace.computeIfAbsent(key.namespace(), this::lookups);
        CompletionStage<Standing> answer = store.findOrBind(key, value, ttl);
        answer.whenComplete((stands, error) ->
                lookups.count(stands != null && !stands.made() && stands.value().isPresent(), error));
        return answer;
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return store.bindIfAbsent(key, value, ttl);
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return store.rebind(key, expected, value, ttl);
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return store.touch(key, ttl);
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return store.release(key, expected);
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return store.list(namespace, cursor, limit);
    }
}
