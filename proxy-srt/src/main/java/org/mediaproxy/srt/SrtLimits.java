package org.mediaproxy.srt;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sessions of all event loops, and says which is one too many. Any thread. */
final class SrtLimits {

    private final int maxHandshakes;
    private final int maxSessions;
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();

    SrtLimits(int maxHandshakes, int maxSessions) {
        this.maxHandshakes = maxHandshakes;
        this.maxSessions = maxSessions;
    }

    /** Counts a session whose handshake begins; false if it is one too many. */
    boolean admit() {
        if (handshakes.incrementAndGet() > maxHandshakes) {
            handshakes.decrementAndGet();
            return false;
        }
        if (sessions.incrementAndGet() > maxSessions) {
            sessions.decrementAndGet();
            handshakes.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A handshake is over, well or not; its session may go on. */
    void shaken() {
        handshakes.decrementAndGet();
    }

    /** A session has ended. */
    void left() {
        sessions.decrementAndGet();
    }

    /** Handshakes under way now. */
    int handshakes() {
        return handshakes.get();
    }

    /** Sessions there are now. */
    int sessions() {
        return sessions.get();
    }
}
