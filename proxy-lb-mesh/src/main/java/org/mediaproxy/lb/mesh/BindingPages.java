package org.mediaproxy.lb.mesh;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import com.hazelcast.query.Predicates;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.lb.mesh.state.Bindings;

/**
 * Lists bindings part by part of the grid: a name never changes its part, so what stays bound is listed exactly once though others come and
 * go. The cursor is the number of the next part. Blocks.
 */
final class BindingPages {

    private final IMap<String, Bindings> bindings;
    private final LongSupplier gridTime;

    /** A key in each part, by which the grid is told which one is meant. */
    private final String[] keys;

    BindingPages(HazelcastInstance grid, IMap<String, Bindings> bindings, LongSupplier gridTime) {
        this.bindings = bindings;
        this.gridTime = gridTime;
        this.keys = keys(grid.getPartitionService());
    }

    private static String[] keys(PartitionService parts) {
        int count = parts.getPartitions().size();
        String[] keys = new String[count];
        Arrays.fill(keys, "");
        int found = 0;
        for (int i = 0; found < count; i++) {
            String key = Integer.toString(i);
            int part = parts.getPartition(key).getPartitionId();
            if (keys[part].isEmpty()) {
                keys[part] = key;
                found++;
            }
        }
        return keys;
    }

    /** A key in each part. */
    List<String> keys() {
        return List.of(keys);
    }

    AffinityPage page(String namespace, String cursor, int limit) {
        int part = cursor.isEmpty() ? 0 : part(cursor);
        Map<String, String> values = new HashMap<>();
        while (part < keys.length && values.size() < limit) {
            long now = gridTime.getAsLong();
            for (Map.Entry<String, Bindings> entry :
                    bindings.entrySet(Predicates.partitionPredicate(keys[part], Predicates.alwaysTrue()))) {
                entry.getValue().live(namespace, now).ifPresent(slot -> values.put(entry.getKey(), slot.value()));
            }
            part++;
        }
        return new AffinityPage(values, part < keys.length ? Integer.toString(part) : "");
    }

    private int part(String cursor) {
        try {
            return Math.max(0, Integer.parseInt(cursor));
        } catch (NumberFormatException e) {
            return keys.length; // not ours: nothing comes after it
        }
    }
}
