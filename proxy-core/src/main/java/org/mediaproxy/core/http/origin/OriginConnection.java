package org.mediaproxy.core.http.origin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to an origin: one request at a time. On its event loop only. */
final class OriginConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(OriginConnection.class);

    /** Shorter than what servers keep idle connections for, so that few requests meet one that is just being closed. */
    private static final long IDLE_MILLIS = 4_000;

    private static final int MAX_STATUS_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;

    private final OriginPool pool;
    private @Nullable Channel channel;
    private @Nullable OriginFetch fetch;
    private @Nullable ScheduledFuture<?> expiry;
    private boolean used;
    private boolean spoken;
    private boolean keepAlive;
    private boolean inFinalReply;
    private boolean replied;

    OriginConnection(OriginPool pool) {
        this.pool = pool;
    }

    ChannelInitializer<Channel> initializer() {
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_STATUS_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(64 * 1024);
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel made) {
                channel = made;
                made.pipeline().addLast(new HttpClientCodec(limits, false, false), OriginConnection.this);
            }
        };
    }

    private Channel channel() {
        return Objects.requireNonNull(channel);
    }

    /** Whether it can be used again: a reply may have ended with the connection, whose end is then on its way here. */
    boolean isUsable() {
        return channel().isActive() && !((DuplexChannel) channel()).isInputShutdown();
    }

    void send(OriginFetch next) {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
        fetch = next;
        spoken = false;
        inFinalReply = false;
        keepAlive = false;
        channel().config().setAutoRead(true);
        channel().writeAndFlush(next.request().retainedDuplicate(), channel().voidPromise());
    }

    void read(boolean wanted) {
        channel().config().setAutoRead(wanted);
    }

    void close() {
        fetch = null;
        channel().close();
    }

    /** Keeps the connection for the next request, but not for long. */
    void giveBack() {
        fetch = null;
        used = true;
        if (!isUsable() || !pool.keep(this)) {
            channel().close();
            return;
        }
        channel().config().setAutoRead(true); // to see it closed
        expiry = channel().eventLoop().schedule(() -> channel().close(), IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        OriginFetch current = fetch;
        if (current == null || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            ctx.close(); // words that nobody asked for
            return;
        }
        spoken = true;
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            undecodable(current, part.decoderResult().cause());
            return;
        }
        if (part instanceof HttpResponse head) {
            begun(current, head);
        }
        if (part instanceof HttpContent content) {
            body(current, content);
        }
    }

    private static void undecodable(OriginFetch current, Throwable cause) {
        if (cause instanceof PrematureChannelClosureException) {
            current.broken(OriginFailure.CLOSED, "the origin closed the connection within the head", false);
        } else {
            current.broken(OriginFailure.MALFORMED, "the reply is no valid HTTP", false);
        }
    }

    private void begun(OriginFetch current, HttpResponse head) {
        inFinalReply = head.status().codeClass() != HttpStatusClass.INFORMATIONAL;
        if (head.status().code() == 101) {
            current.broken(OriginFailure.MALFORMED, "the origin switches protocols", false);
        } else if (inFinalReply) {
            keepAlive = HttpUtil.isKeepAlive(head);
            current.reader().head(head);
        }
    }

    private void body(OriginFetch current, HttpContent content) {
        if (!inFinalReply || current.isDone()) {
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (content.content().isReadable()) {
            current.reader().body(content.content());
        } else {
            content.release();
        }
        if (last && !current.isDone()) {
            fetch = null;
            if (keepAlive) {
                replied = true;
            } else {
                channel().close();
            }
            current.ended();
        }
    }

    /** A reply's connection is free only now: words behind it would be taken for the reply to the next request. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (replied) {
            replied = false;
            giveBack();
            return;
        }
        OriginFetch current = fetch;
        if (current != null && inFinalReply && !current.isDone()) {
            current.reader().pause();
        }
    }

    /** The decoder makes a body without a length end here; whatever else is open then has no end. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (expiry != null) {
            expiry.cancel(false);
        }
        try {
            broken("the origin closed the connection");
        } finally {
            pool.gone(this); // behind a second try, which would find the pool forgotten
        }
    }

    private void broken(String detail) {
        OriginFetch current = fetch;
        fetch = null;
        if (current != null) {
            current.broken(OriginFailure.CLOSED, detail, used && !spoken);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            LOG.error("a bug reading the reply of {}", ctx.channel().remoteAddress(), cause);
        }
        broken(String.valueOf(cause.getMessage()));
        ctx.close();
    }
}
