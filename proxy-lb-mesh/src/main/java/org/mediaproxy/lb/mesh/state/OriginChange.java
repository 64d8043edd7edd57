package org.mediaproxy.lb.mesh.state;

import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;

/** The changes of one server's record. The answer is the record that stands after it, if it was made; else null. */
public sealed interface OriginChange extends Change<OriginRecord, OriginRecord> {

    /**
     * A registration. Keeps the mark of the same run; an older run of the server is gone with it.
     *
     * @param origin as it registered
     * @param ttlMillis how long it lives
     */
    record Register(Origin origin, long ttlMillis) implements OriginChange {

        @Override
        public Outcome<OriginRecord, OriginRecord> of(@Nullable OriginRecord before, long now) {
            boolean known = before != null && isOf(before, origin.id(), now);
            boolean drains = origin.draining()
                    || (before != null && known && before.origin().draining());
            long markedAt = before != null && known ? before.markedAt() : 0;
            OriginRecord after = new OriginRecord(origin.withDraining(drains), now + ttlMillis, markedAt);
            return new Outcome<>(after, true, ttlMillis, after);
        }
    }

    /**
     * Sets the draining mark, or takes it back.
     *
     * @param id which run
     * @param draining the mark
     */
    record Mark(OriginId id, boolean draining) implements OriginChange {

        @Override
        public Outcome<OriginRecord, OriginRecord> of(@Nullable OriginRecord before, long now) {
            if (before == null || !isOf(before, id, now)) {
                return Outcome.unchanged(before, null);
            }
            OriginRecord after = new OriginRecord(before.origin().withDraining(draining), before.diesAt(), now);
            return new Outcome<>(after, true, before.diesAt() - now, after);
        }
    }

    /**
     * Removes the record; the answer is the one that went.
     *
     * @param id which run
     */
    record Remove(OriginId id) implements OriginChange {

        @Override
        public Outcome<OriginRecord, OriginRecord> of(@Nullable OriginRecord before, long now) {
            return before != null && before.origin().id().equals(id)
                    ? Outcome.removed(before)
                    : Outcome.unchanged(before, null);
        }
    }

    private static boolean isOf(OriginRecord record, OriginId id, long now) {
        return record.isLive(now) && record.origin().id().equals(id);
    }
}
