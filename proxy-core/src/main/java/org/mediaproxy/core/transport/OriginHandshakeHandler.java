package org.mediaproxy.core.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Behind the TLS handler of a connection to an origin until hands are shaken; then the caller's handler takes its
 * place. Nothing of a handshake that fails reaches it: the caller's future fails, as it does where nobody listens.
 */
final class OriginHandshakeHandler extends ChannelInboundHandlerAdapter {

    private final ChannelHandler next;
    private final Promise<Boolean> secured;

    /** @param secured completes with the handshake */
    OriginHandshakeHandler(ChannelHandler next, Promise<Boolean> secured) {
        this.next = next;
        this.secured = secured;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end) {
            if (end.isSuccess()) {
                ctx.pipeline().replace(this, null, next);
                secured.trySuccess(true);
            } else {
                failed(ctx, end.cause());
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            failed(ctx, new IOException("closed during the TLS handshake"));
        }
    }

    private void failed(ChannelHandlerContext ctx, @Nullable Throwable cause) {
        secured.tryFailure(new IOException("no TLS: " + (cause == null ? "" : cause.getMessage()), cause));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed(ctx, new IOException("closed during the TLS handshake"));
    }

    /** What broke the handshake; the event tells of it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
