package org.mediaproxy.lb.redis;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;

/** All origins as they were read at one time. Immutable; what each decision asks of it is made once. */
final class OriginTable {

    private final Map<OriginId, Entry> entries;
    private final long at;
    private final long changes;
    private final List<Origin> origins;
    private final long firstDeath;

    /**
     * A table.
     *
     * @param entries by id
     * @param at when, by {@link System#nanoTime}
     * @param changes how many changes had been told of before
     */
    OriginTable(Map<OriginId, Entry> entries, long at, long changes) {
        this.entries = Map.copyOf(entries);
        this.at = at;
        this.changes = changes;
        this.origins = entries.values().stream()
                .map(Entry::origin)
                .sorted(Comparator.comparing(origin -> origin.id().text()))
                .toList();
        this.firstDeath = at
                + entries.values().stream()
                        .mapToLong(entry -> entry.diesAt - at)
                        .min()
                        .orElse(Long.MAX_VALUE / 2);
    }

    /**
     * An origin.
     *
     * @param origin it
     * @param diesAt unless it registers again, by {@link System#nanoTime}
     */
    record Entry(Origin origin, long diesAt) {}

    static OriginTable empty() {
        return new OriginTable(Map.of(), System.nanoTime(), -1);
    }

    /** By id. */
    Map<OriginId, Entry> entries() {
        return entries;
    }

    /** When it was read, by {@link System#nanoTime}. */
    long at() {
        return at;
    }

    /** How many changes had been told of before. */
    long changes() {
        return changes;
    }

    /** In the order of their ids. */
    List<Origin> origins() {
        return origins;
    }

    Optional<Origin> find(OriginId id) {
        @Nullable Entry entry = entries.get(id);
        return Optional.ofNullable(entry).map(Entry::origin);
    }

    /** Whether none of them should have registered again by now. */
    boolean allAlive(long now) {
        return firstDeath - now > 0;
    }

    /** Whether there is another run of the same server. */
    boolean hasOtherRunOf(Origin origin) {
        return entries.values().stream().anyMatch(entry -> origin.isOtherRunOf(entry.origin));
    }

    /** With an origin that registered, and without older runs of it. */
    OriginTable with(Origin origin, long diesAt) {
        Map<OriginId, Entry> more = new HashMap<>(entries);
        more.values().removeIf(entry -> origin.isOtherRunOf(entry.origin));
        boolean drains =
                origin.draining() || find(origin.id()).map(Origin::draining).orElse(false);
        more.put(origin.id(), new Entry(origin.withDraining(drains), diesAt));
        return new OriginTable(more, at, changes);
    }
}
