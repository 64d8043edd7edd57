package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.rtmp.handshake.ClientHandshake;
import org.mediaproxy.rtmp.handshake.ServerHandshake;

/** Shakes hands with an origin in the simple form (RTMP 1.0 §5.2), which every origin takes. */
final class OriginHandshake extends ByteToMessageDecoder {

    private final RtmpPipeline pipeline;
    private final Route route;
    private @Nullable ChannelHandlerContext context;
    private boolean greeted;
    private boolean done;

    OriginHandshake(RtmpPipeline pipeline, Route route) {
        this.pipeline = pipeline;
        this.route = route;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** The connection stands: speak first. */
    void begin() {
        if (context != null) {
            context.writeAndFlush(ClientHandshake.c0c1(context.alloc()), context.voidPromise());
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (done) {
            return;
        }
        if (!greeted && in.readableBytes() > ServerHandshake.BLOCK_LENGTH) {
            greeted = true; // an origin may wait for C2 before it sends S2 (RTMP 1.0 §5.2.1)
            in.skipBytes(1);
            ByteBuf s1 = in.readSlice(ServerHandshake.BLOCK_LENGTH);
            ctx.writeAndFlush(ClientHandshake.c2(s1, ctx.alloc()), ctx.voidPromise());
        }
        if (greeted && in.readableBytes() >= ServerHandshake.BLOCK_LENGTH) {
            done = true;
            in.skipBytes(ServerHandshake.BLOCK_LENGTH);
            pipeline.originReady(this, ctx.channel(), route); // removal passes on what was read beyond S2
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        pipeline.originFailed(route, "closed during the handshake");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pipeline.originFailed(route, "closed during the handshake");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.originFailed(route, String.valueOf(cause.getMessage()));
    }
}
