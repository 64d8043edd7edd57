package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Fails a connection that has come back to this very proxy, because it is registered as an origin of its own. The proxy
 * would send it on to itself, and so on, until one client has taken all connections that there may be.
 */
final class SelfConnectHandler extends ChannelOutboundHandlerAdapter {

    private final Listeners listeners;

    SelfConnectHandler(Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public void connect(
            ChannelHandlerContext ctx, SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
        ChannelPromise connected = ctx.newPromise();
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                promise.tryFailure(done.cause());
            } else if (comesBack(ctx.channel())) {
                ctx.close();
                promise.tryFailure(new ConnectException(remote + " is this proxy itself"));
            } else {
                ctx.pipeline().remove(this);
                promise.trySuccess();
            }
        });
        ctx.connect(remote, local, connected);
    }

    private boolean comesBack(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress from
                && channel.remoteAddress() instanceof InetSocketAddress to
                && listeners.has(from, to);
    }
}
