package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.transport.DatagramWay;
import org.mediaproxy.core.transport.ReturnedDatagram;
import org.mediaproxy.core.transport.UdpListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one socket of a port: finds the relay of each datagram. */
final class ClientDatagrams extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ClientDatagrams.class);

    private final DatagramPort port;
    private final DatagramLoop loop;
    private @Nullable DatagramWay used;
    private int socket = -1;

    ClientDatagrams(DatagramPort port, DatagramLoop loop) {
        this.port = port;
        this.loop = loop;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ReturnedDatagram returned) {
            returned(ctx, returned.packet());
            return;
        }
        if (!(message instanceof DatagramPacket packet) || !port.isBound()) {
            ReferenceCountUtil.release(message); // the other sockets of the port are yet to come
            return;
        }
        ByteBuf payload = packet.content();
        if (!isWhole(loop, payload)) {
            payload.release();
            return;
        }
        DatagramRelay relay = port.find(packet.sender());
        if (relay == null) {
            if (!forwarded(ctx, packet)) {
                unknown(ctx, packet);
            }
        } else if (relay.loop() == loop) {
            relay.fromClient(packet.sender(), payload);
        } else {
            loop.handOver(relay, packet.sender(), payload);
        }
    }

    /** Whether the datagram has a content and all of it; counts it if not. */
    static boolean isWhole(DatagramLoop loop, ByteBuf payload) {
        int length = payload.readableBytes();
        if (length > 0 && length < UdpListener.MAX_PAYLOAD) {
            return true;
        }
        loop.counters().dropped(length == 0 ? DatagramDrop.EMPTY : DatagramDrop.TOO_LONG, 1);
        return false;
    }

    /** It has been to the process before this one, which does not know it. Meanwhile it may be known here. */
    private void returned(ChannelHandlerContext ctx, DatagramPacket packet) {
        DatagramRelay relay = port.find(packet.sender());
        if (relay == null) {
            unknown(ctx, packet);
        } else {
            loop.handOver(relay, packet.sender(), packet.content());
        }
    }

    /** Whether the process that had the port before has to see it first. */
    private boolean forwarded(ChannelHandlerContext ctx, DatagramPacket packet) {
        DatagramWay older = port.older();
        if (older == null) {
            return false;
        }
        if (socket < 0) {
            socket = port.indexOf(ctx.channel());
        }
        if (older.send(socket, packet.sender(), packet.content())) {
            used = older;
        } else {
            loop.counters().dropped(DatagramDrop.TAKEOVER, 1);
        }
        packet.release();
        return true;
    }

    private void unknown(ChannelHandlerContext ctx, DatagramPacket packet) {
        try {
            port.unknown().unknown(port, ctx.channel(), packet);
        } catch (RuntimeException e) {
            LOG.error("a bug cost a datagram from {}", packet.sender(), e);
        } finally {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.endBatch();
        DatagramWay way = used;
        if (way != null) {
            used = null;
            way.flush(socket);
        }
    }

    /** A datagram could not be sent: one client's business, which must not cost the socket of all. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            loop.counters().dropped(DatagramDrop.UNSENT, 1);
            LOG.debug("{}: {}", ctx.channel(), cause.toString());
        } else {
            LOG.error("a bug at {}", ctx.channel(), cause);
        }
    }
}
