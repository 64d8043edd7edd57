package org.mediaproxy.rtmp.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;

/**
 * The server's side of the handshake (RTMP 1.0 §5.2): C0 is checked, C1 answered, C2 read over. A client that signs its C1
 * is answered with signatures, because Flash Player shows H.264 from nobody else. Pure functions, any thread.
 */
public final class ServerHandshake {
    /** The version that both sides speak, C0 and S0 (RTMP 1.0 §5.2.2). */
    public static final int VERSION = 3;
    /** Bytes of C1, S1, C2 and S2 each (RTMP 1.0 §5.2.3, §5.2.4). */
    public static final int BLOCK_LENGTH = 1536;

    private static final int MAX_VERSION = 31;
    /** Time and version. */
    private static final int HEAD_LENGTH = 8;

    private static final byte[] SERVER_VERSION = {4, 5, 0, 1};

    private ServerHandshake() {}

    /**
     * Checks the version that the client asks for. Later versions, 4 to 31, are answered with 3 (RTMP 1.0 §5.2.2).
     *
     * @param c0 the first byte of the connection, 0 to 255
     * @throws RtmpFormatException when it is no RTMP (as an HTTP request is), or RTMPE: 6, 8, 9
     */
    public static void checkVersion(int c0) {
        if (c0 < VERSION || c0 > MAX_VERSION) {
            throw new RtmpFormatException("RTMP version " + c0);
        }
        if (c0 == 6 || c0 == 8 || c0 == 9) {
            throw new RtmpFormatException("RTMPE is not supported: version " + c0);
        }
    }

    /**
     * The answer to C1, to be sent at once.
     *
     * @param c1 exactly 1536 readable bytes; stays the caller's, its indices do not move
     * @param alloc where the answer comes from
     * @return S0, S1 and S2, 3073 bytes, the caller's
     */
    public static ByteBuf answer(ByteBuf c1, ByteBufAllocator alloc) {
        byte[] client = block(c1);
        ByteBuf out = alloc.buffer(1 + 2 * BLOCK_LENGTH, 1 + 2 * BLOCK_LENGTH).writeByte(VERSION);
        DigestScheme scheme = scheme(client);
        if (scheme == null) {
            return out.writeBytes(HandshakeKey.randomBlock(HEAD_LENGTH)).writeBytes(client);
        }
        byte[] s1 = HandshakeKey.randomBlock(HEAD_LENGTH);
        System.arraycopy(SERVER_VERSION, 0, s1, 4, SERVER_VERSION.length);
        scheme.sign(HandshakeKey.SERVER, s1);
        byte[] s2 = HandshakeKey.randomBlock(0);
        byte[] signature = HandshakeKey.SERVER.answer(scheme.read(client), s2);
        System.arraycopy(signature, 0, s2, BLOCK_LENGTH - signature.length, signature.length);
        return out.writeBytes(s1).writeBytes(s2);
    }

    private static @Nullable DigestScheme scheme(byte[] c1) {
        // Zero here is the specification's own handshake (§5.2.3): spares four digests for nearly every client.
        boolean plain = c1[4] == 0 && c1[5] == 0 && c1[6] == 0 && c1[7] == 0;
        return plain ? null : DigestScheme.of(HandshakeKey.PLAYER, c1);
    }

    static byte[] block(ByteBuf in) {
        if (in.readableBytes() != BLOCK_LENGTH) {
            throw new IllegalArgumentException("handshake block of " + in.readableBytes() + " bytes");
        }
        byte[] block = new byte[BLOCK_LENGTH];
        in.getBytes(in.readerIndex(), block);
        return block;
    }
}
