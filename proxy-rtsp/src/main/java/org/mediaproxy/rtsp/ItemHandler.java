package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtsp.message.RtspItem;
import org.mediaproxy.rtsp.message.RtspReader;

/** What the phases of both channels have in common: bytes become items, until the handler is removed. */
abstract class ItemHandler extends ChannelInboundHandlerAdapter {

    final RtspPipeline pipeline;
    final RtspReader reader;
    private final Side side;

    ItemHandler(RtspPipeline pipeline, Side side, RtspReader reader) {
        this.pipeline = pipeline;
        this.side = side;
        this.reader = reader;
    }

    /** Takes an item; owns it. */
    abstract void take(ChannelHandlerContext ctx, RtspItem item);

    /** The side will send no more. */
    abstract void left();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (pipeline.session().hasEnded()) {
            bytes.release();
            return;
        }
        reader.feed(bytes);
        takeAll(ctx);
    }

    /** Takes what has been read, until it is someone else's to take. */
    final void takeAll(ChannelHandlerContext ctx) {
        while (!ctx.isRemoved() && !pipeline.session().hasEnded()) {
            RtspItem item = reader.next();
            if (item == null) {
                return;
            }
            take(ctx, item);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            left();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        left();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.broken(side, cause);
    }
}
