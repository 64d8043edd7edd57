package org.mediaproxy.srt.packet;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What a conclusion says beyond its fixed part (draft-sharabayko-srt-01 §3.2.1.1 to §3.2.1.3), as far as a proxy reads
 * it: key material and all else pass to the origin as they are.
 *
 * @param srtVersion {@code 0x00010501} is 1.5.1; 0 where it is not told
 * @param encrypted whether key material came with it
 * @param streamId what the caller wants, in the caller's words; empty where it says nothing
 */
public record HandshakeExtensions(int srtVersion, boolean encrypted, String streamId) {

    /** Nothing said. */
    public static final HandshakeExtensions NONE = new HandshakeExtensions(0, false, "");

    /** The longest stream id, in bytes (§3.2.1.3). */
    public static final int MAX_STREAM_ID = 512;

    private static final int FLAG_HSREQ = 1;
    private static final int FLAG_KMREQ = 2;
    private static final int FLAG_CONFIG = 4;

    private static final int HSREQ = 1;
    private static final int HSRSP = 2;
    private static final int KMREQ = 3;
    private static final int KMRSP = 4;
    private static final int SID = 5;

    private static final int WORD = 4;
    private static final int HSREQ_LENGTH = 3 * WORD;

    /**
     * Walks through the blocks. Those that the extension field does not announce are not looked at, because libsrt does
     * not look at them either: the origin must not see another stream than the proxy.
     *
     * @param flags the handshake's extension field
     * @param blocks type, length in words, content; again and again
     * @throws SrtFormatException when a block is longer than the packet, or the stream id is none
     */
    static HandshakeExtensions parse(int flags, ByteBuf blocks) {
        if ((flags & (FLAG_HSREQ | FLAG_KMREQ | FLAG_CONFIG)) == 0) {
            return NONE;
        }
        int srtVersion = 0;
        boolean encrypted = false;
        String streamId = "";
        boolean named = false;
        while (blocks.isReadable()) {
            if (blocks.readableBytes() < WORD) {
                throw new SrtFormatException("extension without a head");
            }
            int type = blocks.readUnsignedShort();
            int length = blocks.readUnsignedShort() * WORD;
            if (length > blocks.readableBytes()) {
                throw new SrtFormatException("extension of " + length + " bytes");
            }
            ByteBuf content = blocks.readSlice(length);
            switch (type) {
                case HSREQ, HSRSP -> srtVersion = (flags & FLAG_HSREQ) == 0 ? 0 : srtVersion(content);
                case KMREQ, KMRSP -> encrypted = (flags & FLAG_KMREQ) != 0;
                case SID -> {
                    if ((flags & FLAG_CONFIG) != 0) {
                        if (named) {
                            throw new SrtFormatException("two stream ids");
                        }
                        named = true;
                        streamId = streamId(content);
                    }
                }
                default -> {} // congestion control, packet filter, group: the origin's
            }
        }
        return new HandshakeExtensions(srtVersion, encrypted, streamId);
    }

    private static int srtVersion(ByteBuf content) {
        if (content.readableBytes() < HSREQ_LENGTH) {
            throw new SrtFormatException("handshake extension of " + content.readableBytes() + " bytes");
        }
        return content.getInt(0);
    }

    /** Text in words whose bytes stand in reverse, filled up with zeros (§3.2.1.3). */
    private static String streamId(ByteBuf content) {
        int length = content.readableBytes();
        if (length == 0 || length > MAX_STREAM_ID) {
            throw new SrtFormatException("stream id of " + length + " bytes");
        }
        byte[] text = new byte[length];
        int end = 0;
        while (end < length) {
            byte next = content.getByte(end ^ 3);
            if (next == 0) {
                break;
            }
            text[end++] = next;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }
}
