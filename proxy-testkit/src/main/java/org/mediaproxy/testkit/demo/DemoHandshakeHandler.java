package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.mediaproxy.rtmp.handshake.ServerHandshake;

/** Answers the handshake, simple or with digest (RTMP 1.0 §5.2), then makes way for what follows C2. */
final class DemoHandshakeHandler extends ByteToMessageDecoder {

    private static final int C0_AND_C1 = 1 + ServerHandshake.BLOCK_LENGTH;

    private final DemoRtmpPipeline pipeline;
    private boolean answered;

    DemoHandshakeHandler(DemoRtmpPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!ctx.channel().isActive()) {
            in.skipBytes(in.readableBytes()); // was refused: nothing of it is looked at again
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
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.broken(cause);
    }
}
