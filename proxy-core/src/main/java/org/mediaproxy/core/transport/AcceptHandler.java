package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** First in every accepted channel: limits, the optional HAProxy header, then the protocol takes over. */
@Sharable
final class AcceptHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptHandler.class);

    private final ConnectionLimits limits;
    private final TransportSettings settings;
    private final TcpAcceptor acceptor;
    private final LongAdder refused;
    private final ChannelGroup channels;

    AcceptHandler(
            ConnectionLimits limits,
            TransportSettings settings,
            TcpAcceptor acceptor,
            LongAdder refused,
            ChannelGroup channels) {
        this.limits = limits;
        this.settings = settings;
        this.acceptor = acceptor;
        this.refused = refused;
        this.channels = channels;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress peer)) {
            ctx.close(); // gone before it was accepted
            return;
        }
        TcpReads.install(ctx.channel(), settings.splice());
        channels.add(ctx.channel());
        if (!limits.admit(ctx.channel())) {
            refuse(ctx.channel(), peer);
            return;
        }
        if (settings.haProxyHeader() && settings.trusted().trusts(peer)) {
            ctx.pipeline().addLast(new HAProxyMessageDecoder(), new HaProxyHeaderHandler(peer, this::accept));
            ctx.pipeline().remove(this);
            return;
        }
        ctx.pipeline().remove(this);
        accept(ctx.channel(), peer);
    }

    /** The client is known, from its connection or from a header: one address may not have too many. */
    private void accept(Channel channel, InetSocketAddress client) {
        if (!limits.admit(channel, client.getAddress())) {
            refuse(channel, client);
            return;
        }
        try {
            acceptor.accept(channel, client);
        } catch (RuntimeException e) { // this handler has left the pipeline: nobody else would close
            LOG.error("a bug while accepting {}", channel, e);
            channel.close();
        }
    }

    private void refuse(Channel channel, InetSocketAddress client) {
        refused.increment();
        LOG.debug("connection from {} refused: limit reached", client);
        channel.close();
    }
}
