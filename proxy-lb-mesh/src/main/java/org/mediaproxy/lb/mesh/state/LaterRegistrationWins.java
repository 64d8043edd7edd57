package org.mediaproxy.lb.mesh.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Which record of an origin stands where two halves of a mesh met: the one that was registered last, so that a run that ended is not brought
 * back; its draining mark is the one that was set last. Made by the grid, by the name of the class; runs on its threads.
 */
public final class LaterRegistrationWins
        implements SplitBrainMergePolicy<OriginRecord, MergingValue<OriginRecord>, OriginRecord> {

    /** For the grid. */
    public LaterRegistrationWins() {}

    @Override
    public OriginRecord merge(MergingValue<OriginRecord> merging, @Nullable MergingValue<OriginRecord> existing) {
        OriginRecord theirs = merging.getDeserializedValue();
        OriginRecord ours = existing == null ? null : existing.getDeserializedValue();
        return ours == null ? theirs : of(theirs, ours);
    }

    static OriginRecord of(OriginRecord one, OriginRecord other) {
        boolean first = one.diesAt() > other.diesAt();
        OriginRecord later = first ? one : other;
        OriginRecord earlier = first ? other : one;
        if (later.origin().isOtherRunOf(earlier.origin()) || later.markedAt() >= earlier.markedAt()) {
            return later;
        }
        boolean draining = earlier.origin().draining();
        return new OriginRecord(later.origin().withDraining(draining), later.diesAt(), earlier.markedAt());
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // it has no state
    }

    @Override
    public void readData(ObjectDataInput in) {
        // it has no state
    }
}
