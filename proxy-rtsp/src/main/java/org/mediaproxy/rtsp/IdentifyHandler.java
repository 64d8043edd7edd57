package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.rtsp.message.BlankLines;
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspHead;
import org.mediaproxy.rtsp.message.RtspItem;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.RtspReader;

/**
 * Reads requests until one tells who wants which stream for what. OPTIONS is answered here and not said to the origin:
 * clients begin with it, and it does not tell a publisher from a player.
 */
final class IdentifyHandler extends ItemHandler {

    /** How many requests may come before one that names a stream. */
    private static final int MAX_REQUESTS = 32;

    private final StreamUrlResolver streams;
    private final RtspReplies replies;
    private int requests;

    IdentifyHandler(RtspPipeline pipeline, RtspReader reader, StreamUrlResolver streams, RtspReplies replies) {
        super(pipeline, Side.CLIENT, reader);
        this.streams = streams;
        this.replies = replies;
    }

    @Override
    void take(ChannelHandlerContext ctx, RtspItem item) {
        try {
            if (item instanceof RtspMessage message && message.head().isRequest()) {
                request(ctx, message);
            } else if (!(item instanceof BlankLines)) {
                throw new RtspFormatException("media or a response before a request");
            }
        } finally {
            item.release();
        }
    }

    private void request(ChannelHandlerContext ctx, RtspMessage message) {
        RtspHead head = message.head();
        if (++requests > MAX_REQUESTS) {
            throw new RtspFormatException("more than " + MAX_REQUESTS + " requests that name no stream");
        }
        String cseq = OpenRequests.number(head);
        if (head.method().equals("OPTIONS")) {
            ctx.writeAndFlush(replies.options(cseq), ctx.voidPromise());
        } else if (WantedStream.isToldBy(head)) {
            identify(message);
        } else {
            ctx.writeAndFlush(replies.status(RtspStatus.NOT_VALID_IN_THIS_STATE, cseq), ctx.voidPromise());
        }
    }

    private void identify(RtspMessage message) {
        RtspHead head = message.head();
        Optional<WantedStream> wanted = WantedStream.of(head, streams);
        pipeline.requested(head);
        if (wanted.isEmpty()) {
            pipeline.fail(Side.CLIENT, Cause.UNSUPPORTED, "no stream in '" + head.uri() + "'");
            return;
        }
        ByteBuf first = pipeline.forOrigin(message);
        if (first == null) {
            return; // it was told to try another transport
        }
        pipeline.identified(this, wanted.get(), first);
    }

    @Override
    void left() {
        pipeline.session().end(Side.CLIENT, Cause.CLOSED);
    }
}
