package org.mediaproxy.core.relay;

import org.jspecify.annotations.Nullable;

/**
 * Finds out who was silent for a fixed time, among many, at the price of one timer. Time is cut into ticks, a sixteenth
 * of the timeout each. An entry hangs in the slot of the tick at which it would be silent for long enough if nothing
 * more were heard; only then is it looked at, and hung further along if something was. So an entry costs two looks or
 * fewer each timeout, hearing of it costs one field, and a timeout is noticed at most one tick late. On one event loop.
 */
final class IdleWheel {

    private static final int TICKS = 16;
    private static final int SLOTS = 2 * TICKS;

    private final long timeout;
    private final long tick;
    private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
    private int now;
    private int size;

    /** One who may fall silent. */
    static final class Entry {

        private final Runnable idle;
        private @Nullable Entry next;
        private @Nullable Entry previous;
        private int slot = -1;
        private long heard;

        Entry(Runnable idle) {
            this.idle = idle;
        }

        /** Notes a sign of life at a time of {@link System#nanoTime}. */
        void heard(long nanos) {
            heard = nanos;
        }

        /** When the last one was. */
        long heardAt() {
            return heard;
        }
    }

    /** A wheel for the timeout in nanoseconds. */
    IdleWheel(long timeout) {
        this.timeout = timeout;
        this.tick = Math.max(1, timeout / TICKS);
    }

    /** How long a tick is, in nanoseconds. */
    long tick() {
        return tick;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Watches an entry that was just heard. */
    void add(Entry entry, long nanos) {
        entry.heard(nanos);
        hang(entry, nanos);
    }

    /** Forgets an entry; one that is not watched is none the worse. */
    void remove(Entry entry) {
        if (entry.slot < 0) {
            return;
        }
        if (entry.previous != null) {
            entry.previous.next = entry.next;
        } else {
            slots[entry.slot] = entry.next;
        }
        if (entry.next != null) {
            entry.next.previous = entry.previous;
        }
        entry.next = null;
        entry.previous = null;
        entry.slot = -1;
        size--;
    }

    /** Moves on by one tick and tells those who were silent for long enough; called once each tick. */
    void tick(long nanos) {
        now = (now + 1) % SLOTS;
        Entry first = slots[now];
        while (first != null) {
            Entry entry = first;
            remove(entry);
            if (nanos - entry.heard >= timeout) {
                entry.heard = nanos; // told again after another such time, unless its owner removes it
                hang(entry, nanos);
                entry.idle.run();
            } else {
                hang(entry, nanos);
            }
            first = slots[now];
        }
    }

    private void hang(Entry entry, long nanos) {
        long left = entry.heard + timeout - nanos;
        int ticks = (int) Math.max(1, Math.min(SLOTS - 1, (left + tick - 1) / tick));
        int slot = (now + ticks) % SLOTS;
        Entry first = slots[slot];
        entry.slot = slot;
        entry.next = first;
        if (first != null) {
            first.previous = entry;
        }
        slots[slot] = entry;
        size++;
    }
}
