package org.mediaproxy.core.route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
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
import org.mediaproxy.core.spi.Standing;

/** Shared state with a clock by hand: maps behind one lock, answers on the executor of choice, failures on demand. */
public final class MapLoadBalancer implements LoadBalancer, OriginRegistry, AffinityStore, ClusterView {

    /** Set to make every call of the store fail, or throw, or never answer. */
    public volatile @Nullable Supplier<CompletionStage<?>> trouble;

    public volatile boolean closed;
    public volatile boolean shared;

    /** Origins are known here, and {@link #findOrBind} is one call: as with a store that is a round trip away. */
    public volatile boolean far;

    public volatile List<String> troubles = List.of();
    public final Map<OriginId, Origin> registered = new ConcurrentHashMap<>();
    public final Map<String, ProxySnapshot> snapshots = new ConcurrentHashMap<>();
    private final Map<AffinityKey, Entry> entries = new HashMap<>();
    private final InstantSource clock;
    private final Executor executor;

    private record Entry(String value, Instant expiresAt) {}

    public MapLoadBalancer(InstantSource clock, Executor executor) {
        this.clock = clock;
        this.executor = executor;
    }

    @SuppressWarnings("unchecked") // a failed stage has no value of any type
    private <T> CompletionStage<T> answer(Supplier<T> step) {
        Supplier<CompletionStage<?>> wrong = trouble;
        if (wrong != null) {
            return (CompletionStage<T>) wrong.get();
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    synchronized (entries) {
                        return step.get();
                    }
                },
                executor);
    }

    private @Nullable Entry live(AffinityKey key) {
        Entry entry = entries.get(key);
        return entry == null || !entry.expiresAt.isAfter(clock.instant()) ? null : entry;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public List<String> troubles() {
        return troubles;
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        return answer(() -> Optional.ofNullable(live(key)).map(Entry::value));
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return answer(() -> {
            Entry entry = live(key);
            if (entry == null) {
                entries.put(key, new Entry(value, clock.instant().plus(ttl)));
                return value;
            }
            return entry.value;
        });
    }

    @Override
    public CompletionStage<Standing> findOrBind(AffinityKey key, Supplier<Optional<String>> value, Duration ttl) {
        if (!far) {
            return AffinityStore.super.findOrBind(key, value, ttl);
        }
        Optional<String> mine = value.get();
        return answer(() -> {
            Optional<String> stands = Optional.ofNullable(live(key)).map(Entry::value);
            if (stands.isEmpty() && mine.isPresent()) {
                entries.put(key, new Entry(mine.get(), clock.instant().plus(ttl)));
                return new Standing(mine, true);
            }
            return Standing.found(stands);
        });
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return answer(() -> {
            Entry entry = live(key);
            boolean is = entry != null && entry.value.equals(expected);
            if (is) {
                entries.put(key, new Entry(value, clock.instant().plus(ttl)));
            }
            return is;
        });
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return answer(() -> {
            Entry entry = live(key);
            if (entry == null) {
                return false;
            }
            Instant later = clock.instant().plus(ttl);
            entries.put(key, new Entry(entry.value, later.isAfter(entry.expiresAt) ? later : entry.expiresAt));
            return true;
        });
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return answer(() -> {
            Entry entry = live(key);
            return entry != null && entry.value.equals(expected) && entries.remove(key, entry);
        });
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return answer(() -> {
            TreeMap<String, String> page = new TreeMap<>();
            entries.keySet().stream()
                    .filter(key ->
                            key.namespace().equals(namespace) && key.name().compareTo(cursor) > 0)
                    .sorted(Comparator.comparing(AffinityKey::name))
                    .limit(2) // small, so that tests see several pages
                    .forEach(key -> Optional.ofNullable(live(key)).ifPresent(e -> page.put(key.name(), e.value)));
            return new AffinityPage(page, page.size() < 2 ? "" : page.lastKey());
        });
    }

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        return answer(() -> {
            registered.put(origin.id(), origin);
            registered.values().removeIf(origin::isOtherRunOf);
            return null;
        });
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        return known(() -> registered.values().stream()
                .sorted(Comparator.comparing(origin -> origin.id().text()))
                .toList());
    }

    private <T> CompletionStage<T> known(Supplier<T> step) {
        return far ? CompletableFuture.completedFuture(step.get()) : answer(step);
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        return known(() -> Optional.ofNullable(registered.get(id)));
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        return answer(() -> {
            registered.remove(id);
            return null;
        });
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        return answer(() -> registered.computeIfPresent(id, (i, origin) -> origin.withDraining(draining)) != null);
    }

    @Override
    public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
        return answer(() -> {
            snapshots.put(snapshot.proxyId(), snapshot);
            return null;
        });
    }

    @Override
    public CompletionStage<List<ProxySnapshot>> peers() {
        return answer(() -> List.copyOf(snapshots.values()));
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
        closed = true;
    }
}
