package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * Answers a client's commands up to publish or play, and records every byte of them. Publish or play itself is not
 * answered: the origin's own answer must be what the client sees.
 */
final class IdentifyHandler extends ChannelInboundHandlerAdapter {

    /** What is recorded before publish or play, at most: all of it is replayed. */
    private static final int MAX_RECORDED = 64 * 1024;

    private static final int MAX_MESSAGE = 4 * 1024 * 1024;

    /** Calls that servers answer and clients wait for, or at least expect, before they publish or play. */
    private static final Set<String> ANSWERED =
            Set.of("releaseStream", "FCPublish", "FCUnpublish", "_checkbw", "checkBandwidth");

    private final RtmpPipeline pipeline;
    private final StreamUrlResolver resolver;
    private final RtmpReplies replies;
    private final Set<Double> answered = new HashSet<>();
    private final List<RtmpRequest.CreatedStream> created = new ArrayList<>();
    private @Nullable ByteBuf recorded;
    private @Nullable ChunkReader reader;
    private @Nullable RtmpCommand connect;

    IdentifyHandler(RtmpPipeline pipeline, StreamUrlResolver resolver, RtmpReplies replies) {
        this.pipeline = pipeline;
        this.resolver = resolver;
        this.replies = replies;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        recorded = ctx.alloc().buffer(1024);
        reader = new ChunkReader(RtmpCommand::isCommand, MAX_MESSAGE, ctx.alloc());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (reader != null) {
            reader.close();
        }
        if (recorded != null) {
            recorded.release();
            recorded = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (recorded == null || reader == null || pipeline.session().hasEnded()) {
                return;
            }
            recorded.writeBytes(bytes);
            read(ctx, recorded, reader);
        } finally {
            bytes.release();
        }
    }

    private void read(ChannelHandlerContext ctx, ByteBuf bytes, ChunkReader chunks) {
        RtmpMessage message = chunks.read(bytes);
        while (message != null) {
            try {
                if (RtmpCommand.isCommand(message.type()) && identified(ctx, message, RtmpCommand.parse(message))) {
                    return;
                }
            } finally {
                message.release();
            }
            message = chunks.read(bytes);
        }
        if (bytes.writerIndex() > MAX_RECORDED) {
            throw new RtmpFormatException("more than " + MAX_RECORDED + " bytes before publish or play");
        }
    }

    private boolean identified(ChannelHandlerContext ctx, RtmpMessage message, RtmpCommand command) {
        switch (command.name()) {
            case "connect" -> connect(ctx, command);
            case "createStream" -> createStream(ctx, command);
            case "publish" -> {
                return wanted(message, command, StreamRole.PUBLISH);
            }
            case "play" -> {
                return wanted(message, command, StreamRole.PLAY);
            }
            case "getStreamLength" -> answer(ctx, command.transaction(), replies.noLength(command.transaction()));
            default -> {
                if (command.transaction() > 0 && ANSWERED.contains(command.name())) {
                    answer(ctx, command.transaction(), replies.done(command.transaction()));
                }
            }
        }
        return false;
    }

    private void answer(ChannelHandlerContext ctx, double transaction, ByteBuf reply) {
        answered.add(transaction);
        ctx.writeAndFlush(reply, ctx.voidPromise());
    }

    private void connect(ChannelHandlerContext ctx, RtmpCommand command) {
        connect = command;
        double encoding = command.object(0).get("objectEncoding") instanceof Double number ? number : 0;
        answer(ctx, command.transaction(), replies.connected(command.transaction(), encoding));
    }

    private void createStream(ChannelHandlerContext ctx, RtmpCommand command) {
        int streamId = created.size() + 1;
        created.add(new RtmpRequest.CreatedStream(command.transaction(), streamId));
        answer(ctx, command.transaction(), replies.created(command.transaction(), streamId));
    }

    private boolean wanted(RtmpMessage message, RtmpCommand command, StreamRole role) {
        if (connect == null || recorded == null) {
            throw new RtmpFormatException(command.name() + " before connect");
        }
        String name = command.string(1);
        Optional<StreamUrl> stream = stream(connect, name == null ? "" : name);
        if (stream.isEmpty()) {
            pipeline.session().end(Side.CLIENT, Cause.UNSUPPORTED, "no stream in '" + name + "'");
            return true;
        }
        ByteBuf all = recorded;
        recorded = null;
        pipeline.identified(
                this,
                new RtmpRequest(
                        stream.get(),
                        role,
                        all,
                        (int) message.start(),
                        new AnsweredTransactions(connect.transaction(), answered),
                        created,
                        message.streamId()));
        return true;
    }

    private Optional<StreamUrl> stream(RtmpCommand connection, String name) {
        String app = connection.object(0).get("app") instanceof String text ? text : "";
        String url = connection.object(0).get("tcUrl") instanceof String text ? text : "";
        int slash = url.indexOf('/', url.indexOf("://") + 3);
        boolean hasPath = slash > 0 && slash < url.length() - 1; // some clients name the app in its own field only
        return hasPath ? resolver.resolveUrl(url, "", name) : resolver.resolveUrl(url + "/" + app, "", name);
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
