package org.mediaproxy.http.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damage to honest bytes: for fuzz tests, which repeat because their random is seeded. */
public final class Mutation {

    private final int most;
    private final List<String> words;

    /**
     * Damage that also inserts words.
     *
     * @param most how many changes are made at most
     * @param words what has a meaning in the format, so that damage goes deeper than noise would
     */
    public Mutation(int most, List<String> words) {
        this.most = most;
        this.words = words;
    }

    /** A copy with one change or more: a bit, a byte, a word, a cut, a doubled, a moved or a missing piece. */
    public byte[] of(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(most);
        for (int i = 0; i < changes && bytes.length > 1; i++) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(40, bytes.length - at));
        int to = random.nextInt(bytes.length);
        switch (random.nextInt(12)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> {
                return join(bytes, 0, at, at + length, bytes.length);
            }
            case 3 -> {
                return join(bytes, 0, at + length, at, bytes.length);
            }
            case 4 -> {
                return random.nextInt(8) == 0 ? join(bytes, 0, at, at, at) : bytes;
            }
            case 5 -> {
                return join(join(bytes, 0, to, at, at + length), 0, to + length, 0, 0);
            }
            default -> {
                byte[] word = words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
                return insert(bytes, at, word);
            }
        }
        return bytes;
    }

    private static byte[] insert(byte[] bytes, int at, byte[] word) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.write(word, 0, word.length);
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    /** Two ranges of bytes, one behind the other. */
    private static byte[] join(byte[] bytes, int from1, int to1, int from2, int to2) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, from1, to1 - from1);
        out.write(bytes, from2, to2 - from2);
        return out.toByteArray();
    }
}
