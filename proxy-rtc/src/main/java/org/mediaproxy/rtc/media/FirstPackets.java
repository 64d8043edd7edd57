package org.mediaproxy.rtc.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtc.framing.PacketFrameDecoder;
import org.mediaproxy.rtc.framing.PacketFrames;

/** Keeps what a client sent over TCP until its origin is connected: one read, cut into packets. On the event loop. */
final class FirstPackets extends ChannelInboundHandlerAdapter {

    private final TcpMedia media;
    private final List<ByteBuf> packets = new ArrayList<>(1);
    private boolean handedOver;
    private boolean closed;

    FirstPackets(TcpMedia media) {
        this.media = media;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf packet = (ByteBuf) message;
        if (closed) {
            packet.release();
            return;
        }
        packets.add(packet);
        if (packets.size() == 1 && !handedOver) {
            media.identify(packet);
        }
    }

    /** The packet that tells the session; empty once the session has ended. */
    ByteBuf check() {
        return packets.isEmpty() ? Unpooled.EMPTY_BUFFER : packets.get(0);
    }

    /** Writes everything to the origin, as it came, and leaves the pipeline with the decoder. */
    void sendTo(Channel origin) {
        handedOver = true;
        ByteBuf out = origin.alloc().buffer();
        for (ByteBuf packet : packets) {
            PacketFrames.write(out, packet);
            packet.release();
        }
        packets.clear();
        media.client().pipeline().remove(PacketFrameDecoder.class); // which hands on the beginning of a packet
        for (ByteBuf rest : packets) {
            out.writeBytes(rest);
            rest.release();
        }
        packets.clear();
        media.client().pipeline().remove(this);
        media.session().received().add(out.readableBytes());
        origin.write(out, origin.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        media.session().end(Side.CLIENT, Cause.CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        media.broken(cause);
    }

    /** The session has ended. */
    void close() {
        closed = true;
        packets.forEach(ByteBuf::release);
        packets.clear();
    }
}
