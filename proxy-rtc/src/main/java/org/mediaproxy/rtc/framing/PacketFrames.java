package org.mediaproxy.rtc.framing;

import io.netty.buffer.ByteBuf;

/** The frame around a packet: its length in two bytes, then the packet (RFC 4571 §2). */
public final class PacketFrames {

    /** Bytes of the length. */
    public static final int HEADER = 2;

    /** The largest packet that fits, in bytes. */
    public static final int MAX_PACKET = 65_535;

    private PacketFrames() {}

    /**
     * Appends a framed packet. Any thread.
     *
     * @param packet its readable bytes; neither its indices nor its references change
     * @throws IllegalArgumentException if it is longer than 65,535 bytes
     */
    public static void write(ByteBuf out, ByteBuf packet) {
        int length = packet.readableBytes();
        if (length > MAX_PACKET) {
            throw new IllegalArgumentException("a packet of " + length + " bytes");
        }
        out.writeShort(length).writeBytes(packet, packet.readerIndex(), length);
    }
}
