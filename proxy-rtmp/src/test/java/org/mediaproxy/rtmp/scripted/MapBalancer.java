package org.mediaproxy.rtmp.scripted;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.ProxySnapshot;

/** Two maps without an expiry. Answers on a thread of its own, as a store behind a network does. */
final class MapBalancer implements LoadBalancerProvider, LoadBalancer, AffinityStore, OriginRegistry, ClusterView {

    /** Another proxy, which is alive. */
    static final String ELSEWHERE = "elsewhere";

    private final Map<OriginId, Origin> origins =
            new ConcurrentSkipListMap<>((a, b) -> a.text().compareTo(b.text()));
    private final ConcurrentMap<AffinityKey, String> bindings = new ConcurrentHashMap<>();
    private final ExecutorService answers = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "store");
        thread.setDaemon(true);
        return thread;
    });

    MapBalancer(List<ScriptedOrigin> scripted) {
        scripted.forEach(origin -> add(origin.endpoint()));
    }

    /** Registers another origin, {@code origin0} and so on. */
    final void add(String endpoint) {
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        listens.put(OriginService.RTMP, List.of(endpoint));
        Origin registered =
                new Origin("origin" + origins.size(), "a", "1", "127.0.0.1", "", listens, Instant.EPOCH, false);
        origins.put(registered.id(), registered);
    }

    /** What a key holds; empty if nothing. */
    String value(String namespace, String name) {
        return bindings.getOrDefault(new AffinityKey(namespace, name), "");
    }

    /** Sets what a key holds, as another proxy may have done. */
    void set(String namespace, String name, String value) {
        bindings.put(new AffinityKey(namespace, name), value);
    }

    private <T> CompletionStage<T> answer(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, answers);
    }

    @Override
    public String name() {
        return "map";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public LoadBalancer open(LoadBalancerContext context) {
        return this;
    }

    @Override
    public OriginRegistry origins() {
        return this;
    }

    @Override
    public AffinityStore affinity() {
        return this;
    }

    @Override
    public ClusterView cluster() {
        return this;
    }

    @Override
    public void close() {
        answers.shutdown();
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        return answer(() -> Optional.ofNullable(bindings.get(key)));
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return answer(() -> {
            String stood = bindings.putIfAbsent(key, value);
            return stood == null ? value : stood;
        });
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return answer(() -> bindings.replace(key, expected, value));
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return answer(() -> bindings.containsKey(key));
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return answer(() -> bindings.remove(key, expected));
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return answer(() -> new AffinityPage(Map.of(), ""));
    }

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        return answer(() -> List.copyOf(origins.values()));
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        return answer(() -> Optional.ofNullable(origins.get(id)));
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<List<ProxySnapshot>> peers() {
        return answer(() -> List.of(new ProxySnapshot(ELSEWHERE, "", Map.of(), Instant.now())));
    }
}
