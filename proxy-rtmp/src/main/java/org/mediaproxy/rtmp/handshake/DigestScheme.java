package org.mediaproxy.rtmp.handshake;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the 32 bytes of the digest stand in C1 and S1. Adobe never published the digest handshake of Flash Player 9; this
 * is what librtmp, nginx-rtmp and SRS agree on (SRS counts the schemes the other way round).
 */
public enum DigestScheme {
    /** In the first half of the block, behind bytes 8 to 11. */
    SCHEME_0(8),
    /** In the second half, behind bytes 772 to 775. */
    SCHEME_1(772);

    private static final int RANGE = 728;

    private final int pointer;

    DigestScheme(int pointer) {
        this.pointer = pointer;
    }

    /** The place of the digest in the block: four bytes that are added up point to it. */
    int offset(byte[] block) {
        int sum = 0;
        for (int i = pointer; i < pointer + 4; i++) {
            sum += block[i] & 0xFF;
        }
        return sum % RANGE + pointer + 4;
    }

    /** The digest that the block should hold: over all bytes but its own. */
    byte[] digest(HandshakeKey key, byte[] block) {
        int offset = offset(block);
        byte[] rest = new byte[block.length - HandshakeKey.LENGTH];
        System.arraycopy(block, 0, rest, 0, offset);
        System.arraycopy(block, offset + HandshakeKey.LENGTH, rest, offset, rest.length - offset);
        return key.digest(rest);
    }

    /** The digest that the block does hold, right or wrong. */
    byte[] read(byte[] block) {
        int offset = offset(block);
        return Arrays.copyOfRange(block, offset, offset + HandshakeKey.LENGTH);
    }

    /** Puts the right digest into the block. */
    void sign(HandshakeKey key, byte[] block) {
        System.arraycopy(digest(key, block), 0, block, offset(block), HandshakeKey.LENGTH);
    }

    /** The scheme under which the block's digest is right, or null when it has none. */
    static @Nullable DigestScheme of(HandshakeKey key, byte[] block) {
        for (DigestScheme scheme : values()) {
            if (MessageDigest.isEqual(scheme.digest(key, block), scheme.read(block))) {
                return scheme;
            }
        }
        return null;
    }
}
