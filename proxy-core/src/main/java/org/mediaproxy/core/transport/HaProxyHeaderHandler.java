package org.mediaproxy.core.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for HAProxy's PROXY header of a trusted peer, then hands the channel over with the address it names. */
final class HaProxyHeaderHandler extends ChannelInboundHandlerAdapter {

    private static final int TIMEOUT_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(HaProxyHeaderHandler.class);

    private final InetSocketAddress peer;
    private final TcpAcceptor acceptor;
    private @Nullable ScheduledFuture<?> timeout;

    HaProxyHeaderHandler(InetSocketAddress peer, TcpAcceptor acceptor) {
        this.peer = peer;
        this.acceptor = acceptor;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(
                        () -> {
                            LOG.warn("{} sent no PROXY header within {} s", peer, TIMEOUT_SECONDS);
                            ctx.close();
                        },
                        TIMEOUT_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimeout();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimeout();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        InetSocketAddress client = peer;
        try {
            if (header.command() == HAProxyCommand.PROXY && header.sourceAddress() != null) {
                client = address(header.sourceAddress(), header.sourcePort());
            }
        } finally {
            ReferenceCountUtil.release(header);
        }
        // The decoder removes itself after its one message and passes on what it has read beyond it; the protocol's
        // handlers must stand in the pipeline by then, and this one must be out of it.
        acceptor.accept(ctx.channel(), client);
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof HAProxyProtocolException) {
            LOG.warn("{} is trusted but sent no valid PROXY header: {}", peer, cause.getMessage());
        } else if (cause instanceof IOException) {
            LOG.debug("{} broke the connection before its PROXY header: {}", peer, cause.getMessage());
        } else {
            LOG.error("a bug while accepting {}", ctx.channel(), cause);
        }
        ctx.close();
    }

    private InetSocketAddress address(String host, int port) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return peer;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            return peer;
        }
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
