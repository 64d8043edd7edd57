package org.mediaproxy.core.testing;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.ProxySnapshot;

/** Shared state of one test: maps in which nothing ever expires. */
public final class FakeLoadBalancer implements LoadBalancer {

    private final Map<OriginId, Origin> origins = new ConcurrentHashMap<>();
    private final Map<AffinityKey, String> values = new ConcurrentHashMap<>();

    /** What is registered. */
    public Map<OriginId, Origin> registered() {
        return origins;
    }

    @Override
    public OriginRegistry origins() {
        return new Registry();
    }

    @Override
    public AffinityStore affinity() {
        return new Store();
    }

    @Override
    public ClusterView cluster() {
        return new OneProxy();
    }

    @Override
    public void close() {}

    private static <T extends @Nullable Object> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private final class Registry implements OriginRegistry {

        @Override
        public CompletionStage<@Nullable Void> register(Origin origin) {
            origins.put(origin.id(), origin);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<Origin>> live() {
            return now(origins.values().stream()
                    .sorted(Comparator.comparing(origin -> origin.id().text()))
                    .toList());
        }

        @Override
        public CompletionStage<Optional<Origin>> find(OriginId id) {
            return now(Optional.ofNullable(origins.get(id)));
        }

        @Override
        public CompletionStage<@Nullable Void> remove(OriginId id) {
            origins.remove(id);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
            return now(origins.computeIfPresent(id, (key, origin) -> origin.withDraining(draining)) != null);
        }
    }

    private final class Store implements AffinityStore {

        @Override
        public CompletionStage<Optional<String>> find(AffinityKey key) {
            return now(Optional.ofNullable(values.get(key)));
        }

        @Override
        public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
            return now(values.computeIfAbsent(key, k -> value));
        }

        @Override
        public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
            return now(values.replace(key, expected, value));
        }

        @Override
        public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
            return now(values.containsKey(key));
        }

        @Override
        public CompletionStage<Boolean> release(AffinityKey key, String expected) {
            return now(values.remove(key, expected));
        }

        @Override
        public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
            Map<String, String> found = values.entrySet().stream()
                    .filter(entry -> entry.getKey().namespace().equals(namespace))
                    .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
            return now(new AffinityPage(found, ""));
        }
    }

    private static final class OneProxy implements ClusterView {

        @Override
        public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<ProxySnapshot>> peers() {
            return now(List.of());
        }
    }
}
