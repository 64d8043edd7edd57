package org.mediaproxy.http.endless;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;

/** Turns the decoder's pieces of a body into bytes for the relay, and the body's end into the origin's. */
final class DecodedBody extends ChannelInboundHandlerAdapter {

    private final Session session;
    private final Runnable whole;
    private boolean complete;

    /** @param whole runs when all of the body has been passed on, before the origin's end is */
    DecodedBody(Session session, Runnable whole) {
        this.session = session;
        this.whole = whole;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (complete || !(message instanceof HttpContent content)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            complete = true;
            session.end(Side.ORIGIN, Cause.MALFORMED, "the origin's body is malformed");
            return;
        }
        complete = content instanceof LastHttpContent;
        ctx.fireChannelRead(content.content());
        if (complete) {
            whole.run();
            // An origin that keeps its connection open has still said all there is.
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!complete) {
            ctx.fireUserEventTriggered(event);
        }
    }
}
