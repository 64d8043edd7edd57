package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtmp.handshake.ServerHandshake;

/** Answers a client's handshake, simple or with digest (RTMP 1.0 §5.2), then makes way for what follows C2. */
final class HandshakeHandler extends ByteToMessageDecoder {

    private static final int C0_AND_C1 = 1 + ServerHandshake.BLOCK_LENGTH;

    private final RtmpPipeline pipeline;
    private boolean answered;
    private boolean done;

    HandshakeHandler(RtmpPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (done || pipeline.session().hasEnded()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!answered) {
            ServerHandshake.checkVersion(in.getUnsignedByte(in.readerIndex()));
            if (in.readableBytes() < C0_AND_C1) {
                return;
            }
            in.skipBytes(1);
            answered = true;
            ctx.writeAndFlush(ServerHandshake.answer(in.readSlice(ServerHandshake.BLOCK_LENGTH), ctx.alloc()));
        }
        if (in.readableBytes() >= ServerHandshake.BLOCK_LENGTH) {
            in.skipBytes(ServerHandshake.BLOCK_LENGTH);
            pipeline.handshaken(this); // removal passes on what was read beyond C2
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        done = true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            super.userEventTriggered(ctx, event);
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
