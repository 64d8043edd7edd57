package org.mediaproxy.srt.packet;

import io.netty.buffer.ByteBuf;

/** What a datagram is, as far as a proxy tells them apart (draft-sharabayko-srt-01 §3.1, §3.2). */
public enum PacketKind {
    /** Media, or anything else that the application sends. */
    DATA,
    /** Part of the opening of a connection. */
    HANDSHAKE,
    /** The sender has ended the connection. */
    SHUTDOWN,
    /** Keep-alives, acknowledgements and the like: passed on unread. */
    CONTROL,
    /** Too short for a header: no SRT. */
    MALFORMED;

    private static final int CONTROL_FLAG = 0x8000;
    private static final int TYPE_HANDSHAKE = 0x0000;
    private static final int TYPE_SHUTDOWN = 0x0005;

    /** The kind of the packet between a buffer's indexes, which stay where they are. Any thread. */
    public static PacketKind of(ByteBuf packet) {
        if (packet.readableBytes() < SrtHeader.LENGTH) {
            return MALFORMED;
        }
        int flagAndType = packet.getUnsignedShort(packet.readerIndex());
        if ((flagAndType & CONTROL_FLAG) == 0) {
            return DATA;
        }
        return switch (flagAndType & ~CONTROL_FLAG) {
            case TYPE_HANDSHAKE -> HANDSHAKE;
            case TYPE_SHUTDOWN -> SHUTDOWN;
            default -> CONTROL;
        };
    }
}
