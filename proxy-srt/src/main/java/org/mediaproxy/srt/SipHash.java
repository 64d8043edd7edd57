package org.mediaproxy.srt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of a few bytes that cannot be forged without the key, at the
 * cost of some additions. A cookie is made and checked for every packet of a flood, so a hash of the JDK's, with its
 * object for each call, would be the flood's help. Immutable; any thread.
 */
final class SipHash {

    /** The length of the key, in bytes. */
    static final int KEY_LENGTH = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key0;
    private final long key1;

    SipHash(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("key of " + key.length + " bytes");
        }
        key0 = (long) LONGS.get(key, 0);
        key1 = (long) LONGS.get(key, 8);
    }

    long hash(byte[] data) {
        State state = new State(key0, key1);
        int whole = data.length & ~7;
        for (int i = 0; i < whole; i += 8) {
            state.take((long) LONGS.get(data, i));
        }
        long last = (long) data.length << 56;
        for (int i = whole; i < data.length; i++) {
            last |= (data[i] & 0xFFL) << (8 * (i - whole));
        }
        state.take(last);
        return state.finish();
    }

    /** The four words of the algorithm, under their names in the paper. */
    private static final class State {

        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void take(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long finish() {
            v2 ^= 0xFF;
            for (int i = 0; i < 4; i++) {
                round();
            }
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
