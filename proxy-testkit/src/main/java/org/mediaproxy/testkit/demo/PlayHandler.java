package org.mediaproxy.testkit.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** A connection that plays over RTMP; it may wait for its publisher as long as it likes. */
final class PlayHandler extends ChannelInboundHandlerAdapter implements DemoPlayer {

    private final DemoRtmpPipeline pipeline;
    private final DemoStreams streams;
    private final DemoStream stream;
    private final ChunkWriter writer = DemoReplies.writer();
    private final PlayerOutput output;

    PlayHandler(DemoRtmpPipeline pipeline, DemoStreams streams, DemoStream stream, PlayerOutput output) {
        this.pipeline = pipeline;
        this.streams = streams;
        this.stream = stream;
        this.output = output;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.write(pipeline.replies().playStarted(), ctx.voidPromise());
        stream.join(this);
        ctx.flush(); // who hears that it plays misses nothing from then on
    }

    @Override
    public void begin(long cached) {
        output.allowMore(cached);
    }

    @Override
    public void write(MediaMessage message) {
        output.write(message.chunks(writer, output.alloc()).retainedDuplicate());
    }

    @Override
    public void end() {
        output.writeLast(pipeline.replies().playEnded());
    }

    @Override
    public void giveUp() {
        end();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        RtmpMessage message = (RtmpMessage) received;
        try {
            if (RtmpCommand.isCommand(message.type())) {
                command(ctx, RtmpCommand.parse(message));
            }
        } finally {
            message.release();
        }
    }

    private void command(ChannelHandlerContext ctx, RtmpCommand command) {
        switch (command.name()) {
            case "closeStream", "deleteStream" -> ctx.close();
            case "_checkbw" -> ctx.writeAndFlush(pipeline.replies().done(command.transaction()), ctx.voidPromise());
            case "getStreamLength" ->
                ctx.writeAndFlush(pipeline.replies().result(command.transaction(), 0), ctx.voidPromise());
            default -> {
                // pause, seek: a live stream does neither
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stream.leave(this);
        streams.leave(stream);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.broken(cause);
    }
}
