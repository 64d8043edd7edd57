package org.mediaproxy.core.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one connection: whatever it waits for, it waits for so long at most. Stands before the codec, where the
 * first byte of a request is seen. Passes {@link Expired} on when the time is up.
 */
final class HttpDeadline extends ChannelInboundHandlerAdapter {

    /** What was waited for in vain. */
    enum Expired {
        /** The first byte of a request. */
        IDLE,
        /** The rest of a request. */
        REQUEST,
        /** An endpoint's reply. */
        REPLY,
        /** The client's taking the reply, or its leaving after it. */
        CLIENT
    }

    /** What a client has yet to take. */
    @FunctionalInterface
    interface Outlet {

        /** {@link #NOTHING_WAITS}, or a number that is another one as soon as something has left. */
        long mark(Channel channel);
    }

    /** All that was written has left. */
    static final long NOTHING_WAITS = 0;

    private static final long IDLE_MILLIS = 60_000;
    private static final long REQUEST_MILLIS = 10_000;
    private static final long REPLY_MILLIS = 60_000;
    private static final long WRITE_MILLIS = 15_000;
    private static final long LINGER_MILLIS = 2_000;

    private final Outlet outlet;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ScheduledFuture<?> timer;
    private boolean idle;

    /** For a connection. */
    HttpDeadline() {
        this(HttpDeadline::ofSocket);
    }

    /** For what is no socket. */
    HttpDeadline(Outlet outlet) {
        this.outlet = outlet;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        arm(REQUEST_MILLIS, Expired.IDLE); // who connects has something to say
        idle = true;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (idle) {
            arm(REQUEST_MILLIS, Expired.REQUEST);
        }
        context.fireChannelRead(message);
    }

    /** Waits for the next request. */
    void waitForRequest() {
        arm(IDLE_MILLIS, Expired.IDLE);
        idle = true;
    }

    /** Waits for the rest of a request; its time has begun with its first byte, unless it was read ahead. */
    void waitForBody() {
        if (idle) {
            arm(REQUEST_MILLIS, Expired.REQUEST);
        }
    }

    /** Waits for the endpoint. */
    void waitForReply() {
        arm(REPLY_MILLIS, Expired.REPLY);
    }

    /** Waits for the client to take the reply: as long as it takes something each time one looks. */
    void waitForClient() {
        lookAgain(NOTHING_WAITS);
    }

    private void lookAgain(long before) {
        arm(WRITE_MILLIS, () -> {
            ChannelHandlerContext context = Objects.requireNonNull(ctx);
            long now = outlet.mark(context.channel());
            if (now != NOTHING_WAITS && now == before) {
                context.fireUserEventTriggered(Expired.CLIENT);
            } else {
                lookAgain(now);
            }
        });
    }

    /**
     * The buffer that goes out next and how far it has gone say whether the client takes anything. How much is left does
     * not: a large buffer counts until its last byte is out.
     */
    private static long ofSocket(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        if (unsent == null || unsent.current() == null) {
            return NOTHING_WAITS;
        }
        return ((long) System.identityHashCode(unsent.current()) << Integer.SIZE) + unsent.currentProgress() + 1;
    }

    /** Waits for the client to leave. */
    void waitForLeave() {
        arm(LINGER_MILLIS, Expired.CLIENT);
    }

    private void arm(long millis, Expired what) {
        arm(millis, () -> Objects.requireNonNull(ctx).fireUserEventTriggered(what));
    }

    private void arm(long millis, Runnable action) {
        stop();
        ChannelHandlerContext context = Objects.requireNonNull(ctx);
        if (context.channel().isActive()) {
            timer = context.executor().schedule(action, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void stop() {
        idle = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
