package org.mediaproxy.rtc.media;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The last checks that a client sent to its origin, so that each answer goes back to the address that asked (RFC 8445 §7.2.5.2.1:
 * elsewhere it counts for nothing). Of more than sixteen that are open the oldest is forgotten. On the session's event loop.
 */
final class OpenTransactions {

    private static final int SIZE = 16;

    private final long[] high = new long[SIZE];
    private final int[] low = new int[SIZE];
    private final @Nullable InetSocketAddress[] from = new @Nullable InetSocketAddress[SIZE];
    private int next;

    /** Notes a request; one that is repeated from another address belongs to that. */
    void asked(long idHigh, int idLow, InetSocketAddress by) {
        int at = find(idHigh, idLow);
        if (at < 0) {
            at = next;
            next = (next + 1) % SIZE;
        }
        high[at] = idHigh;
        low[at] = idLow;
        from[at] = by;
    }

    /** Who asked; null if nobody did, or too long ago. A repeated answer finds its way as well. */
    @Nullable
    InetSocketAddress whoAsked(long idHigh, int idLow) {
        int at = find(idHigh, idLow);
        return at < 0 ? null : from[at];
    }

    private int find(long idHigh, int idLow) {
        for (int i = 0; i < SIZE; i++) {
            if (high[i] == idHigh && low[i] == idLow && from[i] != null) {
                return i;
            }
        }
        return -1;
    }
}
