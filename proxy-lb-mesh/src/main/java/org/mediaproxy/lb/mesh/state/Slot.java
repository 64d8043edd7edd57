package org.mediaproxy.lb.mesh.state;

/**
 * What is bound to a name in one namespace.
 *
 * @param value what its owner wrote
 * @param boundAt when this value came, in ms of the grid's time; touching keeps it
 * @param expiresAt when it goes unless it is touched, in ms of the grid's time
 * @param call which call wrote it, so that a call that the grid had to send twice knows its own work
 */
public record Slot(String value, long boundAt, long expiresAt, String call) {

    boolean isLive(long now) {
        return expiresAt > now;
    }

    /** With a later expiry; the same if it is not later. */
    Slot until(long later) {
        return later > expiresAt ? new Slot(value, boundAt, later, call) : this;
    }
}
