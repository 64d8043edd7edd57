package org.mediaproxy.srt.packet;

import io.netty.buffer.ByteBuf;

/**
 * A handshake packet (draft-sharabayko-srt-01 §3.2.1), as far as a proxy reads it. Immutable.
 *
 * @param destination the receiver's socket id; 0 in what a caller sends
 * @param version of the handshake: 4 in every caller's induction, and in all of HSv4; 5 from then on
 * @param initialSequence the sender's first packet sequence number
 * @param type one of the constants here, or from {@link #REJECTION} on the reason of a rejection
 * @param socketId the sender's
 * @param cookie that the listener wants to see again
 * @param extensions what follows the handshake; {@link HandshakeExtensions#NONE} in an induction
 */
public record Handshake(
        int destination,
        int version,
        int initialSequence,
        int type,
        int socketId,
        int cookie,
        HandshakeExtensions extensions) {

    /** The first packet of a caller, and the answer to it. */
    public static final int INDUCTION = 1;

    /** The second packet of a caller, and the answer to it. */
    public static final int CONCLUSION = -1;

    /** The first packet of a peer in rendezvous mode (§4.3.2). */
    public static final int WAVEAHAND = 0;

    /** The last packet of a rendezvous. */
    public static final int AGREEMENT = -2;

    /** Types from here on are rejections: this plus a reason (§4.3.1.1). */
    public static final int REJECTION = 1000;

    /** The version of the handshake that has extensions. */
    public static final int HSV5 = 5;

    /** Where the extensions begin: the packet's header and the handshake's fixed part, in bytes. */
    public static final int LENGTH = SrtHeader.LENGTH + 48;

    static final int VERSION = SrtHeader.LENGTH;
    static final int ENCRYPTION = VERSION + 4;
    static final int EXTENSION_FIELD = VERSION + 6;
    static final int SEQUENCE = VERSION + 8;
    static final int TYPE = VERSION + 20;
    static final int SOCKET_ID = VERSION + 24;
    static final int COOKIE = VERSION + 28;

    /**
     * Reads a packet of the kind {@link PacketKind#HANDSHAKE}; the buffer's indexes stay where they are. Any thread.
     *
     * @throws SrtFormatException when it is cut, or its extensions are malformed
     */
    public static Handshake parse(ByteBuf packet) {
        Handshake fixed = parseFixed(packet);
        if (fixed.version < HSV5 || fixed.type != CONCLUSION) {
            return fixed;
        }
        int start = packet.readerIndex();
        HandshakeExtensions extensions = HandshakeExtensions.parse(
                packet.getUnsignedShort(start + EXTENSION_FIELD),
                packet.slice(start + LENGTH, packet.readableBytes() - LENGTH));
        return new Handshake(
                fixed.destination,
                fixed.version,
                fixed.initialSequence,
                fixed.type,
                fixed.socketId,
                fixed.cookie,
                extensions);
    }

    /**
     * The same without a look at extensions: as far as a packet is read of which nobody knows yet where it comes from.
     *
     * @throws SrtFormatException when it is cut
     */
    public static Handshake parseFixed(ByteBuf packet) {
        if (packet.readableBytes() < LENGTH) {
            throw new SrtFormatException("handshake of " + packet.readableBytes() + " bytes");
        }
        int start = packet.readerIndex();
        return new Handshake(
                SrtHeader.destination(packet),
                packet.getInt(start + VERSION),
                packet.getInt(start + SEQUENCE),
                packet.getInt(start + TYPE),
                packet.getInt(start + SOCKET_ID),
                packet.getInt(start + COOKIE),
                HandshakeExtensions.NONE);
    }

    /** Whether it is the first packet of a caller or the answer to one; says nothing of what either can do. */
    public boolean isInduction() {
        return type == INDUCTION;
    }

    /** Whether it concludes a caller's handshake, in either version. */
    public boolean isConclusion() {
        return type == CONCLUSION;
    }

    /** Whether the sender knows no extensions and so cannot say which stream it wants (§4.3: before SRT 1.3). */
    public boolean isHsv4() {
        return version < HSV5 && type != INDUCTION;
    }

    /** Whether the sender expects a peer that calls at the same time, and no listener. */
    public boolean isRendezvous() {
        return type == WAVEAHAND || type == AGREEMENT;
    }

    /** Whether the sender has refused the connection; {@link #type} says why. */
    public boolean isRejection() {
        return type >= REJECTION;
    }
}
