package org.mediaproxy.lb.mesh;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.lb.mesh.state.OriginRecord;

/**
 * All origins as they are known at one time. Immutable.
 *
 * @param records by server
 * @param readAt when all of them were last read, by {@link System#nanoTime}
 * @param changes how many changes had been heard of by then
 */
record OriginTable(Map<String, OriginRecord> records, long readAt, long changes) {

    OriginTable {
        records = Map.copyOf(records);
    }

    static OriginTable empty(long now) {
        return new OriginTable(Map.of(), now - Long.MAX_VALUE / 2, 0);
    }

    /** After a change of one of them; null if it went. */
    OriginTable with(String server, @Nullable OriginRecord record) {
        Map<String, OriginRecord> more = new HashMap<>(records);
        if (record == null) {
            more.remove(server);
        } else {
            more.put(server, record);
        }
        return new OriginTable(more, readAt, changes + 1);
    }

    /** Those that live, in the order of their ids. */
    List<Origin> live(long now) {
        return records.values().stream()
                .filter(record -> record.isLive(now))
                .map(OriginRecord::origin)
                .sorted(Comparator.comparing(origin -> origin.id().text()))
                .toList();
    }

    Optional<Origin> find(OriginId id, long now) {
        return record(id).filter(record -> record.isLive(now)).map(OriginRecord::origin);
    }

    Optional<OriginRecord> record(OriginId id) {
        return records.values().stream()
                .filter(record -> record.origin().id().equals(id))
                .findFirst();
    }
}
