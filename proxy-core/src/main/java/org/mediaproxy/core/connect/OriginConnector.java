package org.mediaproxy.core.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one identified session to its origin, on the session's event loop, which the origin channel shares. Owns the
 * channel and the one timer of these steps until {@link #release}; both go when the session ends.
 */
public final class OriginConnector {

    private static final Logger LOG = LoggerFactory.getLogger(OriginConnector.class);

    private final ProxyContext context;
    private final Channel client;
    private final EventLoop loop;
    private final Session session;
    private final RouteTarget target;
    private final OriginCaller caller;
    private @Nullable Route route;
    private @Nullable Channel origin;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean silent;

    /**
     * For one session.
     *
     * @param client whose event loop everything happens on; stays the caller's
     * @param target what of the origin is needed
     */
    public OriginConnector(
            ProxyContext context, Channel client, Session session, RouteTarget target, OriginCaller caller) {
        this.context = context;
        this.client = client;
        this.loop = client.eventLoop();
        this.session = session;
        this.target = target;
        this.caller = caller;
        session.onEnd(this::close);
    }

    /** Routes the session, which is identified, and connects. */
    public void begin() {
        context.router().route(session, target).whenCompleteAsync((found, error) -> routed(found, error), loop);
    }

    /** The same for a session that belongs to one origin. */
    public void beginAt(OriginId id) {
        context.router().routeTo(session, target, id).whenCompleteAsync((found, error) -> routed(found, error), loop);
    }

    private void routed(@Nullable Route found, @Nullable Throwable error) {
        if (session.hasEnded()) {
            return;
        }
        if (found == null) {
            unroutable(error);
            return;
        }
        route = found;
        session.enter(Phase.CONNECT);
        ChannelFuture connecting = context.transport().connect(loop, found.endpoint(), caller.handler(found));
        origin = connecting.channel();
        // The connection itself times out in the transport; a name may take as long to resolve, and so may TLS.
        within(
                connectTimeout().multipliedBy(found.endpoint().tls() ? 3 : 2),
                () -> silent(found, "no connection in time"));
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                connected(found, connecting.channel());
            } else {
                failed(found, String.valueOf(connected.cause().getMessage()));
            }
        });
    }

    private void connected(Route by, Channel channel) {
        if (!isCurrent(by)) {
            channel.close();
            return;
        }
        if (leadsBack(channel)) {
            failed(by, "it is where the client came to: this proxy itself");
            return;
        }
        stopTimeout();
        caller.connected(by, channel);
    }

    /**
     * Whether the origin is the listener that the client came through: the session would be its own client, and so on until
     * no connection is left. By another of the host's addresses it is found out one round later.
     */
    private boolean leadsBack(Channel channel) {
        SocketAddress came = client.localAddress();
        return came instanceof InetSocketAddress && came.equals(channel.remoteAddress());
    }

    /** Whether the session still waits for this route's origin. */
    public boolean isCurrent(Route by) {
        return !session.hasEnded() && route == by;
    }

    /** An origin said nothing for too long before its first word: the next one may be tried. */
    public void silent(Route by, String why) {
        next(by, why, true);
    }

    /** A connect failed, or an origin closed before its first word: the next one may be tried. */
    public void failed(Route by, String why) {
        next(by, why, false);
    }

    private void next(Route by, String why, boolean wasSilent) {
        if (!isCurrent(by)) {
            return; // such as the end of a channel that was given up
        }
        silent = wasSilent;
        stopTimeout();
        route = null;
        closeOrigin();
        LOG.warn("{} origin {} at {} failed: {}", session, by.origin().id(), by.endpoint(), why);
        session.enter(Phase.ROUTE);
        by.next().whenCompleteAsync((found, error) -> routed(found, error), loop);
    }

    private void unroutable(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
        if (cause instanceof RouteException no) {
            boolean timedOut = silent && no.reason() == Cause.UNREACHABLE;
            Side side = no.reason() == Cause.LIMIT ? Side.CLIENT : Side.ORIGIN;
            caller.unroutable(side, timedOut ? Cause.TIMEOUT : no.reason(), String.valueOf(no.getMessage()));
        } else {
            LOG.error("{} cannot be routed", session, cause);
            caller.unroutable(Side.PROXY, Cause.STATE_UNAVAILABLE, "");
        }
    }

    /** Runs the action unless {@link #stopTimeout} or another call of this comes first. */
    public void within(Duration time, Runnable otherwise) {
        stopTimeout();
        timeout = loop.schedule(otherwise, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What was waited for is here. */
    public void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    /** How long an origin may take to be connected, and to say its first word. */
    public Duration connectTimeout() {
        return context.transport().settings().connectTimeout();
    }

    /** The origin's channel is somebody else's from now on, such as a relay's, which closes it. */
    public void release() {
        stopTimeout();
        origin = null;
    }

    private void closeOrigin() {
        if (origin != null) {
            origin.close();
            origin = null;
        }
    }

    private void close() {
        stopTimeout();
        closeOrigin();
    }
}
