package org.mediaproxy.rtmp.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The client's side of the handshake (RTMP 1.0 §5.2). Towards origins the simple form is enough; the signed form is what
 * Flash Player does, and proves servers. Pure functions, any thread.
 */
public final class ClientHandshake {
    private static final int HEAD_LENGTH = 8;
    private static final byte[] PLAYER_VERSION = {10, 0, 32, 18};

    private ClientHandshake() {}

    /**
     * The simple C0 and C1: time 0, zero, random.
     *
     * @return 1537 bytes, the caller's
     */
    public static ByteBuf c0c1(ByteBufAllocator alloc) {
        return c0c1(alloc, HandshakeKey.randomBlock(HEAD_LENGTH));
    }

    /**
     * C0 and a C1 that holds a digest.
     *
     * @param scheme where the digest stands
     * @return 1537 bytes, the caller's
     */
    public static ByteBuf c0c1Digest(DigestScheme scheme, ByteBufAllocator alloc) {
        byte[] c1 = HandshakeKey.randomBlock(HEAD_LENGTH);
        System.arraycopy(PLAYER_VERSION, 0, c1, 4, PLAYER_VERSION.length);
        scheme.sign(HandshakeKey.PLAYER, c1);
        return c0c1(alloc, c1);
    }

    private static ByteBuf c0c1(ByteBufAllocator alloc, byte[] c1) {
        return alloc.buffer(1 + c1.length, 1 + c1.length)
                .writeByte(ServerHandshake.VERSION)
                .writeBytes(c1);
    }

    /**
     * The simple C2: S1 sent back.
     *
     * @param s1 exactly 1536 readable bytes; stays the caller's, its indices do not move
     * @return 1536 bytes, the caller's
     */
    public static ByteBuf c2(ByteBuf s1, ByteBufAllocator alloc) {
        byte[] block = ServerHandshake.block(s1);
        return alloc.buffer(block.length, block.length).writeBytes(block);
    }

    /**
     * Whether a server signed its S1, and its S2 over our digest.
     *
     * @param scheme what C1 was made with; the server must have answered with the same
     * @param c1 the 1536 bytes of our C1, without C0
     * @param s1 the 1536 bytes of S1
     * @param s2 the 1536 bytes of S2
     */
    public static boolean verifies(DigestScheme scheme, ByteBuf c1, ByteBuf s1, ByteBuf s2) {
        byte[] server = ServerHandshake.block(s1);
        byte[] answer = ServerHandshake.block(s2);
        byte[] signature = Arrays.copyOfRange(answer, answer.length - HandshakeKey.LENGTH, answer.length);
        byte[] expected = HandshakeKey.SERVER.answer(scheme.read(ServerHandshake.block(c1)), answer);
        return DigestScheme.of(HandshakeKey.SERVER, server) == scheme && MessageDigest.isEqual(expected, signature);
    }
}
