package org.mediaproxy.core.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Behind the TLS handler of an accepted connection until hands are shaken; then the protocol takes over. */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandler.class);

    private final TlsPort port;
    private final InetSocketAddress client;
    private final SslHandler tls;
    private final Consumer<String> secured;

    HandshakeHandler(TlsPort port, InetSocketAddress client, SslHandler tls, Consumer<String> secured) {
        this.port = port;
        this.client = client;
        this.tls = tls;
        this.secured = secured;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end) {
            if (end.isSuccess()) {
                shaken(ctx);
            } else {
                failed(end.cause());
                ctx.close();
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    private void shaken(ChannelHandlerContext ctx) {
        ctx.pipeline().remove(this);
        String chosen = tls.applicationProtocol();
        try {
            secured.accept(chosen == null ? "" : chosen);
        } catch (RuntimeException e) { // this handler has left the pipeline: nobody else would close
            LOG.error("a bug while accepting {}", ctx.channel(), e);
            ctx.close();
        }
    }

    private void failed(@Nullable Throwable cause) {
        Throwable why = cause == null ? new java.nio.channels.ClosedChannelException() : cause;
        HandshakeFailure failure = HandshakeFailure.of(why);
        if (failure == HandshakeFailure.CLOSED) {
            LOG.debug("[{}] {} left before the end of the TLS handshake", port.label(), client);
        } else {
            LOG.info("[{}] no TLS with {}: {} ({})", port.label(), client, failure.label(), failure.told(why));
        }
    }

    /** What broke the handshake; the event tells of it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
