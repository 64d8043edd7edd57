package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;

/**
 * Stands in a client's pipeline while an origin is found. Reading is stopped, but what one wake-up had read already
 * still comes, as does the last of a client that leaves: it is recorded behind the request.
 */
final class WaitHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_RECORDED = 1024 * 1024;

    private final RtmpPipeline pipeline;
    private final ByteBuf recorded;

    WaitHandler(RtmpPipeline pipeline, ByteBuf recorded) {
        this.pipeline = pipeline;
        this.recorded = recorded;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (pipeline.session().hasEnded()) {
                return;
            }
            if (recorded.writerIndex() + bytes.readableBytes() > MAX_RECORDED) {
                pipeline.session().end(Side.CLIENT, Cause.MALFORMED, "sends without waiting for an answer");
                return;
            }
            recorded.writeBytes(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            pipeline.session().end(Side.CLIENT, Cause.CLOSED);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pipeline.session().end(Side.CLIENT, Cause.CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.broken(Side.CLIENT, cause);
    }
}
