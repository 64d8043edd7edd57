package org.mediaproxy.lb.redis;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;

/**
 * All origins as they were read at one time. Immutable.
 *
 * @param entries by id
 * @param at when, by {@link System#nanoTime}
 * @param changes how many changes had been told of before
 */
record OriginTable(Map<OriginId, Entry> entries, long at, long changes) {

    /**
     * An origin.
     *
     * @param origin it
     * @param diesAt unless it registers again, by {@link System#nanoTime}
     */
    record Entry(Origin origin, long diesAt) {}

    OriginTable {
        entries = Map.copyOf(entries);
    }

    static OriginTable empty() {
        return new OriginTable(Map.of(), System.nanoTime(), -1);
    }

    List<Origin> origins() {
        return entries.values().stream()
                .map(Entry::origin)
                .sorted(Comparator.comparing(origin -> origin.id().text()))
                .toList();
    }

    Optional<Origin> find(OriginId id) {
        @Nullable Entry entry = entries.get(id);
        return Optional.ofNullable(entry).map(Entry::origin);
    }

    /** Whether none of them should have registered again by now. */
    boolean allAlive(long now) {
        return entries.values().stream().allMatch(entry -> entry.diesAt - now > 0);
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
