package org.mediaproxy.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that only a test turns. Any thread. */
public final class ManualClock implements InstantSource {

    private volatile Instant now;

    /** A clock at a whole second of some day. */
    public ManualClock() {
        this(Instant.parse("2026-03-01T12:00:00Z"));
    }

    /** A clock at the given time. */
    public ManualClock(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Turns the clock.
     *
     * @param by how far; negative turns it back
     * @return the time it shows then
     */
    public synchronized Instant advance(Duration by) {
        Instant later = now.plus(by);
        now = later;
        return later;
    }
}
