package org.mediaproxy.lb.mesh.state;

import org.mediaproxy.core.origin.Origin;

/**
 * An origin as the grid has it, by its server id, so that a restarted one takes the place of the older by itself.
 *
 * @param origin it
 * @param diesAt when it goes unless it registers again, in ms of the grid's time
 * @param markedAt when its draining mark was last set or taken back; 0 if never
 */
public record OriginRecord(Origin origin, long diesAt, long markedAt) {

    /** Whether it has not expired. */
    public boolean isLive(long now) {
        return diesAt > now;
    }
}
