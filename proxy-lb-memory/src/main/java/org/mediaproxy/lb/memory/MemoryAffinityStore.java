package org.mediaproxy.lb.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.LocalBinding;

/** Values by key; every operation is one atomic step on one entry of a concurrent map. */
final class MemoryAffinityStore implements AffinityStore {

    private final InstantSource clock;
    private final ConcurrentMap<AffinityKey, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(String value, Instant expiresAt) {}

    MemoryAffinityStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        Entry entry = entries.get(key);
        return done(entry != null && isLive(entry, clock.instant()) ? Optional.of(entry.value) : Optional.empty());
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        Instant now = clock.instant();
        Entry stands = entries.compute(
                key, (k, entry) -> entry != null && isLive(entry, now) ? entry : new Entry(value, now.plus(ttl)));
        return done(stands.value);
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        Instant now = clock.instant();
        Entry replacement = new Entry(value, now.plus(ttl));
        Entry stands = entries.computeIfPresent(
                key, (k, entry) -> isLive(entry, now) && entry.value.equals(expected) ? replacement : entry);
        return done(sameEntry(stands, replacement));
    }

    /** Whether this very call's entry stands; an equal one may be another caller's. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean sameEntry(Object stands, Object replacement) {
        return stands == replacement;
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        Instant now = clock.instant();
        Instant later = now.plus(ttl);
        Entry stands = entries.computeIfPresent(
                key,
                (k, entry) ->
                        isLive(entry, now) && later.isAfter(entry.expiresAt) ? new Entry(entry.value, later) : entry);
        return done(stands != null && isLive(stands, now));
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        Entry entry = entries.get(key);
        boolean live = entry != null && isLive(entry, clock.instant()) && entry.value.equals(expected);
        while (live && entry != null && !entries.remove(key, entry)) {
            entry = entries.get(key); // touched meanwhile: look again
            live = entry != null && entry.value.equals(expected);
        }
        return done(live);
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        Instant now = clock.instant();
        List<Map.Entry<AffinityKey, Entry>> rest = entries.entrySet().stream()
                .filter(e -> e.getKey().namespace().equals(namespace) && isLive(e.getValue(), now))
                .filter(e -> e.getKey().name().compareTo(cursor) > 0)
                .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(AffinityKey::name)))
                .limit((long) limit + 1)
                .toList();
        Map<String, String> page = new HashMap<>();
        String next = "";
        for (int i = 0; i < Math.min(limit, rest.size()); i++) {
            AffinityKey key = rest.get(i).getKey();
            page.put(key.name(), rest.get(i).getValue().value);
            next = rest.size() > limit ? key.name() : "";
        }
        return done(new AffinityPage(page, next));
    }

    /** Everything that lives, in no order. */
    List<LocalBinding> all() {
        Instant now = clock.instant();
        List<LocalBinding> all = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (isLive(entry, now)) {
                all.add(new LocalBinding(key, entry.value, Duration.between(now, entry.expiresAt)));
            }
        });
        return all;
    }

    void sweep() {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !isLive(entry, now));
    }

    private static boolean isLive(Entry entry, Instant now) {
        return entry.expiresAt.isAfter(now);
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
