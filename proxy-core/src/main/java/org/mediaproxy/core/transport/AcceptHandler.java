package org.mediaproxy.core.transport;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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

    AcceptHandler(ConnectionLimits limits, TransportSettings settings, TcpAcceptor acceptor, LongAdder refused) {
        this.limits = limits;
        this.settings = settings;
        this.acceptor = acceptor;
        this.refused = refused;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress peer)) {
            ctx.close(); // gone before it was accepted
            return;
        }
        boolean headed = settings.haProxyHeader() && settings.trusted().trusts(peer);
        if (!limits.admit(ctx.channel(), headed ? null : peer.getAddress())) {
            refused.increment();
            LOG.debug("connection from {} refused: limit reached", peer);
            ctx.close();
            return;
        }
        if (headed) {
            ctx.pipeline().addLast(new HAProxyMessageDecoder(), new HaProxyHeaderHandler(peer, acceptor));
            ctx.pipeline().remove(this);
            return;
        }
        ctx.pipeline().remove(this);
        acceptor.accept(ctx.channel(), peer);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.error("a bug while accepting {}", ctx.channel(), cause);
        ctx.close();
    }
}
