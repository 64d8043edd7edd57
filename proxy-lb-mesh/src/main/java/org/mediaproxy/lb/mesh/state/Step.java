package org.mediaproxy.lb.mesh.state;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Change} where the entry is, and hands what came of it, not the change, to the backups: their clocks may differ. Runs on a
 * thread of the grid, alone with the entry.
 */
public final class Step<V, R> implements EntryProcessor<String, V, R>, HazelcastInstanceAware {

    private static final long serialVersionUID = 1;

    /** The grid forgets an entry this much later than it is over, so that clocks that differ never make it forget too early. */
    private static final long MARGIN_MILLIS = 30_000;

    final transient Change<V, R> change;
    private transient @Nullable HazelcastInstance grid;
    private transient @Nullable Replacement<V> replacement;

    /** Not made yet. */
    public Step(Change<V, R> change) {
        this.change = change;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        grid = instance;
    }

    @Override
    public @Nullable R process(Map.Entry<String, @Nullable V> entry) {
        long now = grid == null ? System.currentTimeMillis() : grid.getCluster().getClusterTime();
        Change.Outcome<V, R> outcome = change.of(entry.getValue(), now);
        replacement = null;
        if (outcome.changed()) {
            Replacement<V> made = new Replacement<>(outcome.after(), outcome.lastsMillis() + MARGIN_MILLIS);
            made.process(entry);
            replacement = made;
        }
        return outcome.answer();
    }

    /** Asked for after {@link #process}; null where there is nothing to back up. */
    @Override
    @SuppressWarnings("NullAway") // the grid takes null for no backup, and is not annotated
    public EntryProcessor<String, V, R> getBackupProcessor() {
        @SuppressWarnings("unchecked") // nobody reads the answer of a backup
        EntryProcessor<String, V, R> backup = (EntryProcessor<String, V, R>) replacement;
        return backup;
    }

    /** Sets a value, or removes it. */
    static final class Replacement<V> implements EntryProcessor<String, V, @Nullable Object> {

        private static final long serialVersionUID = 1;

        final transient @Nullable V value;
        final long lastsMillis;

        Replacement(@Nullable V value, long lastsMillis) {
            this.value = value;
            this.lastsMillis = lastsMillis;
        }

        @Override
        public @Nullable Object process(Map.Entry<String, @Nullable V> entry) {
            if (value == null) {
                entry.setValue(null);
            } else {
                ((ExtendedMapEntry<String, V>) entry).setValue(value, lastsMillis, TimeUnit.MILLISECONDS);
            }
            return null;
        }
    }
}
