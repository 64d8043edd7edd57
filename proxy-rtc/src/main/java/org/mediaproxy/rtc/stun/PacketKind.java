package org.mediaproxy.rtc.stun;

import io.netty.buffer.ByteBuf;

/** What a packet on a port that STUN, DTLS and SRTP share is, by its first byte (RFC 7983 §7). */
public enum PacketKind {
    /** First byte 0 to 3. */
    STUN,
    /** First byte 20 to 63. */
    DTLS,
    /** RTP or RTCP, encrypted: first byte 128 to 191. */
    RTP,
    /** Nothing that this proxy relays: ZRTP, TURN channels, QUIC, noise, or no byte at all. */
    OTHER;

    /**
     * Called for each packet, on any thread.
     *
     * @param packet read from its reader index, whose place stays
     */
    public static PacketKind of(ByteBuf packet) {
        return packet.isReadable() ? of(packet.getUnsignedByte(packet.readerIndex())) : OTHER;
    }

    /**
     * The same for a byte.
     *
     * @param firstByte 0 to 255
     */
    public static PacketKind of(int firstByte) {
        if (firstByte >= 128) {
            return firstByte < 192 ? RTP : OTHER;
        }
        if (firstByte >= 20) {
            return firstByte < 64 ? DTLS : OTHER;
        }
        return firstByte < 4 ? STUN : OTHER;
    }
}
