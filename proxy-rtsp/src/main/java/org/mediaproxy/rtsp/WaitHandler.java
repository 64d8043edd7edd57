package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtsp.message.RtspItem;
import org.mediaproxy.rtsp.message.RtspReader;

/**
 * Stands in a client's pipeline while an origin is found. Reading is stopped, but what one wake-up had read already
 * still comes, as does the last of a client that leaves: it waits in the reader.
 */
final class WaitHandler extends ItemHandler {

    private static final int MAX_WAITING = 256 * 1024;

    private int waiting;

    WaitHandler(RtspPipeline pipeline, RtspReader reader) {
        super(pipeline, Side.CLIENT, reader);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        waiting += bytes.readableBytes();
        if (pipeline.session().hasEnded() || waiting > MAX_WAITING) {
            bytes.release();
            pipeline.session().end(Side.CLIENT, Cause.MALFORMED, "sends without waiting for an answer");
            return;
        }
        reader.feed(bytes);
    }

    @Override
    void take(ChannelHandlerContext ctx, RtspItem item) {
        throw new IllegalStateException("nothing is taken while an origin is found");
    }

    @Override
    void left() {
        pipeline.session().end(Side.CLIENT, Cause.CLOSED);
    }
}
