package org.mediaproxy.http.endless;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Holds the client while an origin is looked for. It keeps reading, to see the client leave, and throws away what it
 * reads: a body that nobody asked for, or a second request, which must never reach an origin.
 */
final class ClientWatch extends ChannelInboundHandlerAdapter {

    private final StreamPipeline pipeline;

    ClientWatch(StreamPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            pipeline.clientLeft();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pipeline.clientLeft();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.clientBroken(cause);
    }
}
