package org.mediaproxy.http.adaptive;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of bodies that several clients share, cached or on their way. While the limit is exceeded each new body is
 * streamed to its own client at that client's pace, and takes no part of it. Any thread.
 */
final class MemoryBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * With a limit.
     *
     * @param limit in bytes
     */
    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Whether a new body may be shared. */
    boolean hasRoom() {
        return used.get() < limit;
    }

    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes in use. */
    long used() {
        return used.get();
    }
}
