package org.mediaproxy.http.endless;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Sees whether an origin said anything at all: only one that said nothing may be given up for another. */
final class FirstByte extends ChannelInboundHandlerAdapter {

    private boolean seen;

    boolean isSeen() {
        return seen;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        seen = true;
        ctx.fireChannelRead(message);
        ctx.pipeline().remove(this);
    }
}
