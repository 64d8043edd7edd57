package org.mediaproxy.testkit.demo;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** Answers a client's commands up to publish or play. */
final class CommandHandler extends ChannelInboundHandlerAdapter {

    /** Calls whose answer holds nothing. */
    private static final Set<String> DONE =
            Set.of("releaseStream", "FCPublish", "FCUnpublish", "_checkbw", "checkBandwidth");

    /** What stands for a token that an origin's own check rejects. */
    private static final String BAD_TOKEN = "token=bad";

    private final DemoRtmpPipeline pipeline;
    private @Nullable RtmpCommand connect;

    CommandHandler(DemoRtmpPipeline pipeline) {
        this(pipeline, null);
    }

    CommandHandler(DemoRtmpPipeline pipeline, @Nullable RtmpCommand connect) {
        this.pipeline = pipeline;
        this.connect = connect;
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
        double transaction = command.transaction();
        switch (command.name()) {
            case "connect" -> {
                connect = command;
                double encoding = command.object(0).get("objectEncoding") instanceof Double number ? number : 0;
                ctx.writeAndFlush(pipeline.replies().connected(transaction, encoding), ctx.voidPromise());
            }
            case "createStream" ->
                ctx.writeAndFlush(pipeline.replies().result(transaction, MediaMessage.STREAM_ID), ctx.voidPromise());
            case "getStreamLength" -> ctx.writeAndFlush(pipeline.replies().result(transaction, 0), ctx.voidPromise());
            case "publish" -> publish(ctx, command);
            case "play" -> play(ctx, command);
            default -> {
                if (transaction > 0 && DONE.contains(command.name())) {
                    ctx.writeAndFlush(pipeline.replies().done(transaction), ctx.voidPromise());
                }
            }
        }
    }

    private void publish(ChannelHandlerContext ctx, RtmpCommand command) {
        RtmpCommand connection = connection(command);
        String name = name(command);
        if (name.contains(BAD_TOKEN) || text(connection, "tcUrl").contains(BAD_TOKEN)) {
            refuse(ctx, "NetStream.Publish.Denied", "the token is bad");
            return;
        }
        Optional<StreamUrl> url = stream(connection, name);
        if (url.isEmpty()) {
            refuse(ctx, "NetStream.Publish.BadName", "no stream is named");
        } else {
            pipeline.publish(this, connection, url.get());
        }
    }

    private void play(ChannelHandlerContext ctx, RtmpCommand command) {
        Optional<StreamUrl> url = stream(connection(command), name(command));
        if (url.isEmpty()) {
            refuse(ctx, "NetStream.Play.StreamNotFound", "no stream is named");
        } else {
            pipeline.play(this, url.get());
        }
    }

    private void refuse(ChannelHandlerContext ctx, String code, String description) {
        ctx.writeAndFlush(pipeline.replies().refused(code, description)).addListener(ChannelFutureListener.CLOSE);
    }

    private RtmpCommand connection(RtmpCommand command) {
        if (connect == null) {
            throw new RtmpFormatException(command.name() + " before connect");
        }
        return connect;
    }

    private static String name(RtmpCommand command) {
        String name = command.string(1);
        return name == null ? "" : name;
    }

    /** The app is the whole path of tcUrl; clients that send none, or one without a path, name it in {@code app}. */
    private static Optional<StreamUrl> stream(RtmpCommand connection, String name) {
        String url = text(connection, "tcUrl");
        int scheme = url.indexOf("://");
        boolean hasPath = scheme >= 0 && url.indexOf('/', scheme + 3) > 0;
        return hasPath
                ? DemoStreams.RESOLVER.resolveUrl(url, "", name)
                : DemoStreams.RESOLVER.resolve("", "", text(connection, "app"), name);
    }

    private static String text(RtmpCommand connection, String key) {
        return connection.object(0).get(key) instanceof String text ? text : "";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        pipeline.broken(cause);
    }
}
