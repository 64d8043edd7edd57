package org.mediaproxy.lb.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;

/** Origins by id, each with the time at which it dies unless it registers again. */
final class MemoryOriginRegistry implements OriginRegistry {

    private final InstantSource clock;
    private final Duration ttl;
    private final ConcurrentMap<OriginId, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(Origin origin, Instant diesAt) {}

    MemoryOriginRegistry(InstantSource clock, Duration ttl) {
        this.clock = clock;
        this.ttl = ttl;
    }

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        Instant now = clock.instant();
        entries.compute(origin.id(), (id, entry) -> {
            boolean drains = origin.draining() || (entry != null && isLive(entry, now) && entry.origin.draining());
            return new Entry(origin.withDraining(drains), now.plus(ttl));
        });
        entries.values().removeIf(entry -> origin.isOtherRunOf(entry.origin));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        Instant now = clock.instant();
        List<Origin> all = entries.values().stream()
                .filter(entry -> isLive(entry, now))
                .map(Entry::origin)
                .sorted(Comparator.comparing(origin -> origin.id().text()))
                .toList();
        return CompletableFuture.completedFuture(all);
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        Entry entry = entries.get(id);
        Optional<Origin> origin =
                entry != null && isLive(entry, clock.instant()) ? Optional.of(entry.origin) : Optional.empty();
        return CompletableFuture.completedFuture(origin);
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        entries.remove(id);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        Instant now = clock.instant();
        Entry after = entries.computeIfPresent(
                id, (key, entry) -> new Entry(entry.origin.withDraining(draining), entry.diesAt));
        return CompletableFuture.completedFuture(after != null && isLive(after, now));
    }

    void sweep() {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !isLive(entry, now));
    }

    private static boolean isLive(Entry entry, Instant now) {
        return entry.diesAt.isAfter(now);
    }
}
