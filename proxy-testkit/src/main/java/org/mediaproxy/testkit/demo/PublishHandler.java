package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** A connection that publishes: from its question for the stream to the end of its media. */
final class PublishHandler extends ChannelInboundHandlerAdapter implements DemoPublisher {

    private final DemoRtmpPipeline pipeline;
    private final DemoStreams streams;
    private final DemoStream stream;
    private final RtmpCommand connect;
    private final Channel channel;

    PublishHandler(
            DemoRtmpPipeline pipeline, Channel channel, DemoStreams streams, DemoStream stream, RtmpCommand connect) {
        this.pipeline = pipeline;
        this.channel = channel;
        this.streams = streams;
        this.stream = stream;
        this.connect = connect;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        stream.publish(this);
    }

    @Override
    public void accepted() {
        channel.writeAndFlush(pipeline.replies().publishStarted(), channel.voidPromise());
    }

    @Override
    public void refused() {
        channel.writeAndFlush(pipeline.replies().refused("NetStream.Publish.BadName", "the stream is live already"))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        RtmpMessage message = (RtmpMessage) received;
        ByteBuf payload = message.payload();
        try {
            if (payload == null) {
                return;
            }
            switch (message.type()) {
                case RtmpMessage.AUDIO, RtmpMessage.VIDEO, RtmpMessage.DATA_AMF0, RtmpMessage.DATA_AMF3 ->
                    stream.media(this, MediaMessage.of(message, payload));
                case RtmpMessage.COMMAND_AMF0, RtmpMessage.COMMAND_AMF3 -> command(ctx, RtmpCommand.parse(message));
                default -> {
                    // aggregates of old Flash encoders, shared objects: not for this origin
                }
            }
        } finally {
            message.release();
        }
    }

    private void command(ChannelHandlerContext ctx, RtmpCommand command) {
        switch (command.name()) {
            case "FCUnpublish", "closeStream", "deleteStream" -> {
                ctx.writeAndFlush(pipeline.replies().unpublished(), ctx.voidPromise());
                pipeline.unpublished(this, connect);
            }
            case "_checkbw" -> ctx.writeAndFlush(pipeline.replies().done(command.transaction()), ctx.voidPromise());
            default -> {
                // nothing that a publisher waits for
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stream.unpublish(this);
        streams.leave(stream);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.broken(cause);
    }
}
