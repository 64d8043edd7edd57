package org.mediaproxy.rtmp.capture;

import java.util.Arrays;
import java.util.Random;

/** Small damage to honest bytes: for fuzz tests, which repeat because their random is seeded. */
public final class Mutation {
    private Mutation() {}

    /** A copy with one to four changes: a bit, a byte, an edge value, a cut, a doubled or a missing piece. */
    public static byte[] of(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 1; i++) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, Random random) {
        // Headers stand at the front: half of the damage goes there.
        int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length);
        int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xFF : 0));
            case 3 -> {
                return Arrays.copyOf(bytes, 1 + at);
            }
            case 4 -> {
                return join(bytes, at + length, at);
            }
            default -> {
                return join(bytes, at, at + length);
            }
        }
        return bytes;
    }

    /** The bytes before one offset, then those behind another. */
    private static byte[] join(byte[] bytes, int headEnd, int tailStart) {
        byte[] joined = Arrays.copyOf(bytes, headEnd + bytes.length - tailStart);
        System.arraycopy(bytes, tailStart, joined, headEnd, bytes.length - tailStart);
        return joined;
    }
}
