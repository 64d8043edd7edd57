package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtsp.message.InterleavedFrame;
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspItem;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.RtspReader;

/**
 * Passes a client's messages to its origin, byte for byte but for the ports of media beside the connection, until media
 * is interleaved with them.
 */
final class ClientDialog extends ItemHandler {

    private final Channel origin;
    private @Nullable ChannelHandlerContext context;

    ClientDialog(RtspPipeline pipeline, RtspReader reader, Channel origin) {
        super(pipeline, Side.CLIENT, reader);
        this.origin = origin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Takes what came while an origin was found. */
    void begin() {
        if (context == null) {
            return;
        }
        try {
            takeAll(context);
            origin.flush();
        } catch (RtspFormatException e) {
            pipeline.broken(Side.CLIENT, e);
        }
    }

    @Override
    void take(ChannelHandlerContext ctx, RtspItem item) {
        try {
            if (item instanceof InterleavedFrame) {
                throw new RtspFormatException("media that is not set up");
            }
            pipeline.heardClient();
            ByteBuf bytes = bytesOf(item);
            if (bytes != null) {
                pipeline.session().received().add(bytes.readableBytes());
                origin.write(bytes, origin.voidPromise());
            }
        } finally {
            item.release();
        }
    }

    private @Nullable ByteBuf bytesOf(RtspItem item) {
        if (item instanceof RtspMessage message && message.head().isRequest()) {
            pipeline.requested(message.head());
            return pipeline.forOrigin(message);
        }
        return item.raw().retain();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        origin.flush();
    }

    /** A client that takes no answers gets no more until it does. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        origin.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    void left() {
        pipeline.session().end(Side.CLIENT, Cause.CLOSED);
    }
}
