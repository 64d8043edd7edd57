package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.rtsp.message.BlankLines;
import org.mediaproxy.rtsp.message.InterleavedFrame;
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspItem;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.RtspReader;

/**
 * Passes an origin's messages to the client, byte for byte but for the ports of media beside the connection, until it
 * has agreed to interleave media with them.
 */
final class OriginDialog extends ItemHandler {

    private final Channel client;
    private final Route route;
    private boolean spoken;

    OriginDialog(RtspPipeline pipeline, RtspReader reader, Channel client, Route route) {
        super(pipeline, Side.ORIGIN, reader);
        this.client = client;
        this.route = route;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        reader.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        super.channelRead(ctx, message);
        client.flush();
    }

    @Override
    void take(ChannelHandlerContext ctx, RtspItem item) {
        try {
            if (item instanceof InterleavedFrame) {
                throw new RtspFormatException("media that is not set up");
            }
            if (!spoken && !(item instanceof BlankLines)) {
                spoken = true;
                pipeline.originAnswered(route, ctx.channel());
            }
            if (pipeline.session().hasEnded()) {
                return;
            }
            ByteBuf bytes = item instanceof RtspMessage message
                    ? pipeline.forClient(message, ctx.channel(), route)
                    : item.raw().retain();
            pipeline.session().sent().add(bytes.readableBytes());
            client.write(bytes, client.voidPromise());
            if (pipeline.isInterleaved()) {
                pipeline.relay(this, ctx.channel(), route);
            }
        } finally {
            item.release();
        }
    }

    /** An origin that takes no requests gets no more until it does. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (spoken) {
            client.config().setAutoRead(ctx.channel().isWritable());
        }
    }

    @Override
    void left() {
        pipeline.originLeft(route, spoken, "closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            pipeline.originLeft(route, spoken, String.valueOf(cause.getMessage()));
        } else {
            super.exceptionCaught(ctx, cause);
        }
    }
}
