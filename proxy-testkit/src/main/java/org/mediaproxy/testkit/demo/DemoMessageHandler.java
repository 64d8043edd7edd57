package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpControl;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * Turns chunks into messages, which the next handler owns. Answers what concerns the connection alone: it acknowledges what
 * was received (RTMP 1.0 §5.4.3) and answers pings.
 */
final class DemoMessageHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_MESSAGE = 8 * 1024 * 1024;
    private static final int EVENT_AND_VALUE = 6;

    private final DemoRtmpPipeline pipeline;
    private @Nullable ChunkReader reader;
    private long window;
    private long acknowledged;

    DemoMessageHandler(DemoRtmpPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        reader = new ChunkReader(type -> true, MAX_MESSAGE, ctx.alloc());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (reader != null && ctx.channel().isActive()) {
                read(ctx, bytes, reader);
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ChannelHandlerContext ctx, ByteBuf bytes, ChunkReader chunks) {
        RtmpMessage message = chunks.read(bytes);
        while (message != null) {
            handle(ctx, message);
            message = ctx.channel().isActive() ? chunks.read(bytes) : null;
        }
        if (window > 0 && chunks.position() - acknowledged >= window) {
            acknowledged = chunks.position();
            ByteBuf out = ctx.alloc().buffer(16);
            RtmpControl.acknowledgement(out, acknowledged);
            ctx.writeAndFlush(out, ctx.voidPromise());
        }
    }

    private void handle(ChannelHandlerContext ctx, RtmpMessage message) {
        ByteBuf payload = message.payload();
        switch (message.type()) {
            case RtmpMessage.WINDOW_ACK_SIZE -> {
                if (payload != null && payload.readableBytes() >= Integer.BYTES) {
                    window = payload.getUnsignedInt(payload.readerIndex());
                }
                message.release();
            }
            case RtmpMessage.USER_CONTROL -> {
                if (payload != null && payload.readableBytes() >= EVENT_AND_VALUE) {
                    control(ctx, payload);
                }
                message.release();
            }
            case RtmpMessage.SET_CHUNK_SIZE,
                    RtmpMessage.ABORT,
                    RtmpMessage.ACKNOWLEDGEMENT,
                    RtmpMessage.SET_PEER_BANDWIDTH -> message.release();
            default -> ctx.fireChannelRead(message);
        }
    }

    private static void control(ChannelHandlerContext ctx, ByteBuf payload) {
        if (payload.readUnsignedShort() == RtmpControl.PING_REQUEST) {
            ByteBuf out = ctx.alloc().buffer(32);
            RtmpControl.userControl(out, RtmpControl.PING_RESPONSE, payload.readInt());
            ctx.writeAndFlush(out, ctx.voidPromise());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.broken(cause);
    }
}
