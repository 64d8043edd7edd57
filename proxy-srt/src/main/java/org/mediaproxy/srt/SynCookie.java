package org.mediaproxy.srt;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;

/**
 * The cookie of an induction (draft-sharabayko-srt-01 §4.3.1.1): whoever repeats it receives at the address that it
 * sends from. It is computed, not stored, so that callers with forged addresses cost no memory. A cookie holds for the
 * minute in which it was made and for the next. Any thread.
 */
final class SynCookie {

    private static final long MINUTE_MILLIS = 60_000;

    private final SipHash hash;
    private final InstantSource clock;

    /**
     * Cookies under a key.
     *
     * @param key 16 bytes; nobody else may know them
     */
    SynCookie(byte[] key, InstantSource clock) {
        this.hash = new SipHash(key);
        this.clock = clock;
    }

    /** The cookie for a caller now. */
    int cookie(InetSocketAddress caller) {
        return cookie(caller, minute());
    }

    /** Whether a caller was given this cookie in this minute or in the one before. */
    boolean isValid(int cookie, InetSocketAddress caller) {
        long minute = minute();
        return cookie == cookie(caller, minute) || cookie == cookie(caller, minute - 1);
    }

    private long minute() {
        return Math.floorDiv(clock.millis(), MINUTE_MILLIS);
    }

    private int cookie(InetSocketAddress caller, long minute) {
        InetAddress address = caller.getAddress();
        if (address == null) {
            throw new IllegalArgumentException("unresolved caller");
        }
        byte[] ip = address.getAddress();
        byte[] data = ByteBuffer.allocate(ip.length + 2 + 8)
                .put(ip)
                .putShort((short) caller.getPort())
                .putLong(minute)
                .array();
        int cookie = (int) hash.hash(data);
        return cookie == 0 ? 1 : cookie; // 0 is what a caller without a cookie sends
    }
}
