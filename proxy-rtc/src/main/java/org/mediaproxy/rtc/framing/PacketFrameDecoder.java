package org.mediaproxy.rtc.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Takes packets out of a byte stream, however it is cut (RFC 4571 §2): one {@link ByteBuf} a packet, without its length, to be
 * released by whoever gets it. Removed from the pipeline it hands on the bytes behind the last packet as they are, so that
 * after a first packet a relay can take over. A frame beyond the limit is a {@link TooLongFrameException} in {@code
 * exceptionCaught}, once; from then on nothing comes any more, for nobody knows where the next packet would start. An empty
 * frame is an empty packet.
 */
public final class PacketFrameDecoder extends ByteToMessageDecoder {

    private final int limit;
    private boolean lost;

    /**
     * A decoder of one connection, on its event loop.
     *
     * @param limit the largest packet in bytes, 1 to 65,535: as long as nothing is proved, the size of a STUN message
     */
    public PacketFrameDecoder(int limit) {
        if (limit < 1 || limit > PacketFrames.MAX_PACKET) {
            throw new IllegalArgumentException("a limit of " + limit + " bytes");
        }
        this.limit = limit;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (lost) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < PacketFrames.HEADER) {
            return;
        }
        int length = in.getUnsignedShort(in.readerIndex());
        if (length > limit) {
            lost = true;
            in.skipBytes(in.readableBytes());
            throw new TooLongFrameException("a packet of " + length + " bytes, at most " + limit);
        }
        if (in.readableBytes() >= PacketFrames.HEADER + length) {
            in.skipBytes(PacketFrames.HEADER);
            out.add(in.readRetainedSlice(length));
        }
    }
}
