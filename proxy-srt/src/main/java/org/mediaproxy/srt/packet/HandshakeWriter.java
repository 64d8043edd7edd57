package org.mediaproxy.srt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Writes the handshake packets of a proxy that stands between a caller and a listener (draft-sharabayko-srt-01 §4.3.1).
 * Each is the packet that it answers or belongs to with a few fields changed, so that sequence number, MTU, flow window
 * and peer address are right without being known. Any thread; the packets given are read and left as they are.
 */
public final class HandshakeWriter {

    private static final int HANDSHAKE_CONTROL = 0x8000_0000;

    /** What an induction's extension field says in the answer: the listener knows HSv5. */
    private static final int MAGIC = 0x4A17;

    /** What it says in a caller's induction: UDT's type of a datagram socket. */
    private static final int UDT_DGRAM = 2;

    private static final int INDUCTION_VERSION = 4;

    private HandshakeWriter() {}

    /**
     * A listener's answer to a caller's induction. The key length that it could propose is left open, as by a listener
     * without a passphrase: the caller's own then holds.
     *
     * @param request an induction
     * @param cookie that the caller must repeat in its conclusion
     */
    public static ByteBuf inductionReply(ByteBufAllocator alloc, ByteBuf request, int cookie) {
        ByteBuf reply = answer(alloc, request);
        reply.setInt(Handshake.VERSION, Handshake.HSV5);
        reply.setShort(Handshake.EXTENSION_FIELD, MAGIC);
        reply.setInt(Handshake.COOKIE, cookie);
        return reply;
    }

    /** A listener's no to any handshake packet of a caller or a peer in rendezvous mode. */
    public static ByteBuf rejection(ByteBufAllocator alloc, ByteBuf request, Rejection reason) {
        ByteBuf reply = answer(alloc, request);
        reply.setShort(Handshake.EXTENSION_FIELD, 0);
        reply.setInt(Handshake.TYPE, reason.code());
        return reply;
    }

    /**
     * The induction that a caller must have sent before its conclusion, for a listener that was not there to see it: the
     * same socket id and sequence number.
     *
     * @param conclusion of a caller
     */
    public static ByteBuf induction(ByteBufAllocator alloc, ByteBuf conclusion) {
        ByteBuf request = fixedPart(alloc, conclusion);
        request.setInt(0, HANDSHAKE_CONTROL);
        request.setLong(4, 0); // no additional information; the first packet of its connection
        request.setInt(12, 0);
        request.setInt(Handshake.VERSION, INDUCTION_VERSION);
        request.setShort(Handshake.ENCRYPTION, 0);
        request.setShort(Handshake.EXTENSION_FIELD, UDT_DGRAM);
        request.setInt(Handshake.TYPE, Handshake.INDUCTION);
        request.setInt(Handshake.COOKIE, 0);
        return request;
    }

    /** Puts another listener's cookie into a conclusion, where it stands. */
    public static void setCookie(ByteBuf conclusion, int cookie) {
        conclusion.setInt(conclusion.readerIndex() + Handshake.COOKIE, cookie);
    }

    private static ByteBuf answer(ByteBufAllocator alloc, ByteBuf request) {
        int caller = request.getInt(request.readerIndex() + Handshake.SOCKET_ID);
        ByteBuf reply = fixedPart(alloc, request);
        reply.setInt(0, HANDSHAKE_CONTROL);
        reply.setLong(4, 0); // no additional information; no clock that the caller would go by
        reply.setInt(12, caller);
        reply.setShort(Handshake.ENCRYPTION, 0);
        return reply;
    }

    private static ByteBuf fixedPart(ByteBufAllocator alloc, ByteBuf packet) {
        if (packet.readableBytes() < Handshake.LENGTH) {
            throw new SrtFormatException("handshake of " + packet.readableBytes() + " bytes");
        }
        return alloc.buffer(Handshake.LENGTH).writeBytes(packet, packet.readerIndex(), Handshake.LENGTH);
    }
}
