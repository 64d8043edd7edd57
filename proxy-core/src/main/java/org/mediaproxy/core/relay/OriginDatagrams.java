package org.mediaproxy.core.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the socket that one relay has to its origin. */
final class OriginDatagrams extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(OriginDatagrams.class);

    private final DatagramLoop loop;
    private @Nullable DatagramRelay relay;
    private @Nullable InetSocketAddress peer;

    OriginDatagrams(DatagramLoop loop) {
        this.loop = loop;
    }

    /** Whose datagrams they are, from the moment the socket is connected. */
    void belongTo(DatagramRelay owner) {
        relay = owner;
    }

    /** The one address that is heard, where others may have sent before the socket was connected: that waits in it. */
    void hearOnly(InetSocketAddress origin) {
        peer = origin;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof DatagramPacket packet)) {
            ReferenceCountUtil.release(message);
        } else if (relay == null || (peer != null && !packet.sender().equals(peer))) {
            loop.counters().dropped(DatagramDrop.STRANGER, 1);
            packet.release();
        } else if (ClientDatagrams.isWhole(loop, packet.content())) {
            relay.fromOrigin(packet.content());
        } else {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.endBatch();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (relay != null) {
            relay.originFailed(new ClosedChannelException());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (relay != null && isRefused(cause)) {
            relay.originFailed(cause);
        } else if (cause instanceof IOException) {
            loop.counters().dropped(DatagramDrop.UNSENT, 1);
            LOG.debug("{}: {}", ctx.channel(), cause.toString());
        } else {
            LOG.error("a bug at {}", ctx.channel(), cause);
        }
    }

    /** Whether an ICMP message said that nobody has the port. Each way of sending and each transport words it anew. */
    private static boolean isRefused(Throwable cause) {
        return cause instanceof PortUnreachableException
                || cause instanceof ConnectException
                || (cause instanceof NativeIoException error
                        && error.expectedErr() == Errors.ERROR_ECONNREFUSED_NEGATIVE);
    }
}
