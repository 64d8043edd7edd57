package org.mediaproxy.srt.packet;

import io.netty.buffer.ByteBuf;

/**
 * The header of every SRT packet (draft-sharabayko-srt-01 §3), read and changed where it stands. Its position is the
 * buffer's reader index. Callers have made sure that the packet is not {@link PacketKind#MALFORMED}.
 */
public final class SrtHeader {

    /** The length of the header, in bytes. */
    public static final int LENGTH = 16;

    private static final int TIMESTAMP = 8;
    private static final int DESTINATION = 12;

    private SrtHeader() {}

    /** The socket id of the receiver; 0 before the sender knows it. */
    public static int destination(ByteBuf packet) {
        return packet.getInt(packet.readerIndex() + DESTINATION);
    }

    /** Microseconds since the sender's connection began, unsigned; wraps after 71 minutes. */
    public static int timestamp(ByteBuf packet) {
        return packet.getInt(packet.readerIndex() + TIMESTAMP);
    }

    /**
     * Makes a packet look as if it had been sent later, so that the time for which a proxy held it is no error of the
     * receiver's clock (§4.5.1.1: the receiver takes the sender's time base from the handshake).
     *
     * @param micros 0 or more
     */
    public static void delayTimestamp(ByteBuf packet, long micros) {
        packet.setInt(packet.readerIndex() + TIMESTAMP, (int) (timestamp(packet) + micros));
    }
}
