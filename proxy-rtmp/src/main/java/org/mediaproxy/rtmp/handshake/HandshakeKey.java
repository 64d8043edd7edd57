package org.mediaproxy.rtmp.handshake;

import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two well-known keys of the digest handshake. They are no secret: they only say which product family speaks. */
final class HandshakeKey {
    /** Bytes of a digest. */
    static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String TAIL = "f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae";

    /** What the client signs with. */
    static final HandshakeKey PLAYER = new HandshakeKey("Genuine Adobe Flash Player 001");
    /** What the server signs with. */
    static final HandshakeKey SERVER = new HandshakeKey("Genuine Adobe Flash Media Server 001");

    private final byte[] name;
    private final byte[] whole;

    private HandshakeKey(String words) {
        name = words.getBytes(StandardCharsets.US_ASCII);
        byte[] tail = ByteBufUtil.decodeHexDump(TAIL);
        whole = Arrays.copyOf(name, name.length + tail.length);
        System.arraycopy(tail, 0, whole, name.length, tail.length);
    }

    /** The digest of C1 or S1: under the readable part of the key. */
    byte[] digest(byte[] bytes) {
        return hmac(name, bytes, bytes.length);
    }

    /** The last 32 bytes of S2 or C2: over the others, under a key made of the peer's digest. */
    byte[] answer(byte[] peerDigest, byte[] block) {
        return hmac(hmac(whole, peerDigest, peerDigest.length), block, block.length - LENGTH);
    }

    private static byte[] hmac(byte[] key, byte[] bytes, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(bytes, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** A block whose bytes from {@code from} on are random; they need not be unpredictable. */
    static byte[] randomBlock(int from) {
        byte[] random = new byte[ServerHandshake.BLOCK_LENGTH - from];
        ThreadLocalRandom.current().nextBytes(random);
        byte[] block = new byte[ServerHandshake.BLOCK_LENGTH];
        System.arraycopy(random, 0, block, from, random.length);
        return block;
    }
}
