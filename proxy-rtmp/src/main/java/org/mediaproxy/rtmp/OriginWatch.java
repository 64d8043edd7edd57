package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * Looks on while an origin's first bytes pass by, until it has answered publish or play or sent media; then it is gone
 * and bytes are only moved. An origin that closes before that gave the client no reason, so the client gets one here:
 * SRS and nginx-rtmp refuse a publisher that way.
 */
final class OriginWatch extends ChannelInboundHandlerAdapter {

    private final Session session;
    private final Channel client;
    private final RtmpRequest request;
    private final RtmpReplies replies;
    private final ChunkReader reader;

    OriginWatch(Session session, Channel client, RtmpRequest request, RtmpReplies replies, ChunkReader reader) {
        this.session = session;
        this.client = client;
        this.request = request;
        this.replies = replies;
        this.reader = reader;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        reader.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean answered = answers(((ByteBuf) message).slice());
        ctx.fireChannelRead(message);
        if (answered) {
            ctx.pipeline().remove(this);
        }
    }

    private boolean answers(ByteBuf bytes) {
        try {
            RtmpMessage message = reader.read(bytes);
            while (message != null) {
                try {
                    if (isAnswer(message)) {
                        return true;
                    }
                } finally {
                    message.release();
                }
                message = reader.read(bytes);
            }
            return false;
        } catch (RtmpFormatException e) {
            return true; // what the client makes of it is the client's affair
        }
    }

    private static boolean isAnswer(RtmpMessage message) {
        return switch (message.type()) {
            case RtmpMessage.AUDIO,
                    RtmpMessage.VIDEO,
                    RtmpMessage.DATA_AMF0,
                    RtmpMessage.DATA_AMF3,
                    RtmpMessage.AGGREGATE -> true;
            case RtmpMessage.COMMAND_AMF0, RtmpMessage.COMMAND_AMF3 -> isStatus(RtmpCommand.parse(message));
            default -> false;
        };
    }

    private static boolean isStatus(RtmpCommand command) {
        return command.name().equals("onStatus") || command.name().equals("_error");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            explain();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        explain();
        ctx.fireChannelInactive();
    }

    /** An origin that closes before it has read everything resets the connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            explain();
        }
        ctx.fireExceptionCaught(cause);
    }

    private void explain() {
        boolean left = client instanceof DuplexChannel duplex && duplex.isInputShutdown();
        if (session.hasEnded() || left || !reader.atBoundary()) {
            return; // an origin that closes because the client has left refuses nothing
        }
        replies.chunkSize(reader.chunkSize());
        client.write(
                replies.failed(request.streamId(), request.role(), Cause.REFUSED, "refused by the origin"),
                client.voidPromise());
        session.end(
                Side.ORIGIN,
                Cause.REFUSED,
                "closed without an answer to " + request.role().label());
    }
}
