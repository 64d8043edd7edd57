package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * Says to an origin what the client said, and holds the origin's bytes until all that the client knows the answers of
 * has been answered. Those answers are neutralised where they stand: their transaction number is overwritten with one
 * that was never used, which clients ignore. So no header changes, and the client's decoder follows the origin's bytes
 * from the first one on.
 */
final class OriginAnswers extends ChannelInboundHandlerAdapter {

    private static final int MAX_HELD = 256 * 1024;
    private static final int MAX_MESSAGE = 4 * 1024 * 1024;

    /** Added to a transaction number to neutralise an answer; an integer that fits 32 bits, as some clients read it. */
    private static final double NEVER_USED = 1_000_000_000;

    private final RtmpPipeline pipeline;
    private final Route route;
    private final RtmpRequest request;
    private final RtmpReplies replies;
    private final Set<Double> created = new HashSet<>();
    private final Map<Integer, Integer> streamIds = new LinkedHashMap<>();
    private @Nullable ByteBuf held;
    private @Nullable ChunkReader reader;
    private boolean connected;
    private boolean left;

    OriginAnswers(RtmpPipeline pipeline, Route route, RtmpRequest request, RtmpReplies replies) {
        this.pipeline = pipeline;
        this.route = route;
        this.request = request;
        this.replies = replies;
        request.created().forEach(stream -> created.add(stream.transaction()));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        held = ctx.alloc().buffer(1024);
        reader = new ChunkReader(RtmpCommand::isCommand, MAX_MESSAGE, ctx.alloc());
        ByteBuf said = request.recorded().retainedSlice(0, request.heldFrom());
        ctx.writeAndFlush(said, ctx.voidPromise());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
            held = null;
        }
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (left) {
            ctx.fireChannelRead(bytes);
            return;
        }
        try {
            if (held != null && reader != null && !pipeline.session().hasEnded()) {
                held.writeBytes(bytes);
                read(ctx, held, reader);
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ChannelHandlerContext ctx, ByteBuf bytes, ChunkReader chunks) {
        RtmpMessage message = chunks.read(bytes);
        while (message != null) {
            try {
                if (RtmpCommand.isCommand(message.type()) && refused(bytes, message, RtmpCommand.parse(message))) {
                    refuse(bytes, chunks);
                    return;
                }
            } finally {
                message.release();
            }
            message = chunks.read(bytes);
        }
        if (connected && created.isEmpty()) {
            held = null;
            pipeline.relay(this, ctx.channel(), route, bytes.readerIndex(0));
        } else if (bytes.writerIndex() > MAX_HELD) {
            throw new RtmpFormatException("more than " + MAX_HELD + " bytes before the answer to createStream");
        }
    }

    /** Takes one answer in; true if it is a refusal, which ends the session. */
    private boolean refused(ByteBuf bytes, RtmpMessage message, RtmpCommand command) {
        boolean error = command.name().equals("_error");
        boolean answer = error || command.name().equals("_result");
        double transaction = command.transaction();
        if (!answer || !request.answered().all().contains(transaction)) {
            return false;
        }
        boolean isConnect = transaction == request.answered().connect();
        boolean isCreate = created.contains(transaction);
        if (error && (isConnect || isCreate)) {
            return true;
        }
        neutralise(bytes, message, command);
        if (isConnect && !connected) {
            connected = true;
            pipeline.originCommitted();
        } else if (isCreate) {
            created.remove(transaction);
            streamIdGiven(transaction, (int) command.number(1, 1));
        }
        return false;
    }

    private static void neutralise(ByteBuf bytes, RtmpMessage message, RtmpCommand command) {
        long replaced = Double.doubleToRawLongBits(NEVER_USED + command.transaction());
        for (int i = 0; i < Double.BYTES; i++) {
            int index = (int) message.payloadPosition(command.transactionOffset() + i);
            bytes.setByte(index, (int) (replaced >>> (56 - 8 * i)));
        }
    }

    private void streamIdGiven(double transaction, int given) {
        for (RtmpRequest.CreatedStream stream : request.created()) {
            if (stream.transaction() == transaction && stream.streamId() != given) {
                streamIds.put(stream.streamId(), given);
            }
        }
    }

    /** An origin's no, in its own words. */
    private void refuse(ByteBuf bytes, ChunkReader chunks) {
        int complete = bytes.readerIndex(); // no part of a message, because a status of ours follows
        for (RtmpMessage more = chunks.read(bytes); more != null; more = chunks.read(bytes)) {
            more.release();
            complete = bytes.readerIndex();
        }
        replies.chunkSize(chunks.chunkSize());
        pipeline.session().sent().add(complete);
        pipeline.passOn(bytes.retainedSlice(0, complete));
        pipeline.refused("_error to connect or createStream");
    }

    /**
     * Makes way for the relay: the origin's answers go to the client, the rest of what the client said goes to the
     * origin, both without a flush. Where the origin gave another stream id than the client was told, both directions
     * are rewritten from here on.
     *
     * @param answers the origin's bytes so far; become this method's
     * @param rest publish or play and what came after it; becomes this method's
     */
    void leave(Channel client, Channel origin, ByteBuf answers, ByteBuf rest) {
        left = true;
        // The watch's reader has seen all of the answers, the rewriter keeps back what is incomplete: so in this order.
        origin.pipeline().addLast(new OriginWatch(pipeline.session(), client, request, replies, takeReader()));
        ByteBuf down = answers;
        ByteBuf up = rest;
        if (!streamIds.isEmpty()) {
            Map<Integer, Integer> told = new LinkedHashMap<>();
            streamIds.forEach((mine, given) -> told.put(given, mine));
            StreamIdRewriter toClient = rewriter(origin, told, Side.ORIGIN);
            StreamIdRewriter toOrigin = rewriter(client, streamIds, Side.CLIENT);
            down = toClient.rewrite(answers);
            toOrigin.skip(request.recorded().slice(0, request.heldFrom()));
            up = toOrigin.rewrite(rest);
        }
        client.write(down, client.voidPromise());
        origin.write(up, origin.voidPromise());
        origin.pipeline().remove(this);
    }

    private StreamIdRewriter rewriter(Channel channel, Map<Integer, Integer> ids, Side side) {
        StreamIdRewriter rewriter = new StreamIdRewriter(ids, channel.alloc(), error -> pipeline.broken(side, error));
        channel.pipeline().addLast(rewriter); // which closes it in the end
        return rewriter;
    }

    private ChunkReader takeReader() {
        ChunkReader taken = reader;
        reader = null;
        if (taken == null) {
            throw new IllegalStateException("the reader has left already");
        }
        return taken;
    }

    /**
     * The origin has spoken, in its handshake, and has chosen to end it: a no without words, as nginx-rtmp has for an
     * application it does not know. Trying the next origin would let any client walk through all of them.
     */
    private void ended(String why) {
        pipeline.originLeft(route, why);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ended("closed before its answer to createStream");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended("closed before its answer to createStream");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            ended(String.valueOf(cause.getMessage()));
        } else {
            pipeline.broken(Side.ORIGIN, cause);
        }
    }
}
