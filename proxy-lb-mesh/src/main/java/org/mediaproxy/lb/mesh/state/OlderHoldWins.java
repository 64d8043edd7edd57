package org.mediaproxy.lb.mesh.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/** {@link Healing} as the grid wants it. Made by the grid, by the name of the class; runs on its threads. */
public final class OlderHoldWins implements SplitBrainMergePolicy<Bindings, MergingValue<Bindings>, Bindings> {

    /** For the grid. */
    public OlderHoldWins() {}

    @Override
    public @Nullable Bindings merge(MergingValue<Bindings> merging, @Nullable MergingValue<Bindings> existing) {
        Bindings theirs = merging.getDeserializedValue();
        Bindings ours = existing == null ? null : existing.getDeserializedValue();
        Bindings healed = Healing.of(theirs, ours == null ? Bindings.NONE : ours, System.currentTimeMillis());
        return healed.slots().isEmpty() ? null : healed;
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
