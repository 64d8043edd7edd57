package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.LastWords;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RTMP session: the order of its phases, and the one place where it moves from one to the next. Each phase is a
 * handler that knows nothing of the others. Everything runs on the client channel's event loop, which the origin
 * channel shares.
 *
 * <pre>
 * client: HandshakeHandler → IdentifyHandler → WaitHandler ───────────────────→ relay
 * origin:                                      OriginHandshake → OriginAnswers → OriginWatch + relay → relay
 * </pre>
 */
final class RtmpPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(RtmpPipeline.class);

    private final ProxyContext context;
    private final RtmpSettings settings;
    private final Channel client;
    private final Session session;
    private final RtmpReplies replies;
    private @Nullable ScheduledFuture<?> timeout;
    private @Nullable RtmpRequest request;
    private @Nullable Channel origin;
    private @Nullable Route route;
    private boolean told;

    RtmpPipeline(ProxyContext context, RtmpSettings settings, Channel client, InetSocketAddress address) {
        this.context = context;
        this.settings = settings;
        this.client = client;
        this.session = context.sessions().open(RtmpProtocol.NAME, address);
        this.replies = new RtmpReplies(client.alloc());
        session.onEnd(this::ended);
    }

    Session session() {
        return session;
    }

    /** Accepted: the client has the identification's time to say which stream it wants. */
    void begin() {
        session.enter(Phase.IDENTIFY);
        timeout(settings.identifyTimeout().toMillis(), () -> session.end(Side.CLIENT, Cause.TIMEOUT));
        client.pipeline().addLast(new HandshakeHandler(this));
    }

    void handshaken(HandshakeHandler done) {
        client.pipeline()
                .addLast(new IdentifyHandler(this, context.streams(), replies))
                .remove(done);
    }

    /** Identified: nothing more is read of the client until an origin has answered. */
    void identified(IdentifyHandler done, RtmpRequest wanted) {
        if (session.hasEnded()) {
            wanted.recorded().release(); // the answer to an earlier command met a reset
            return;
        }
        stopTimeout();
        request = wanted;
        session.identified(wanted.stream(), wanted.role());
        client.config().setAutoRead(false);
        client.pipeline().addLast(new WaitHandler(this, wanted.recorded())).remove(done);
        context.router()
                .route(session, RouteTarget.RTMP)
                .whenCompleteAsync((found, error) -> routed(found, error), client.eventLoop());
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
        OriginHandshake handshake = new OriginHandshake(this, found);
        timeout(context.transport().settings().connectTimeout().toMillis(), () -> originFailed(found, "silent"));
        context.transport()
                .connect(
                        client.eventLoop(),
                        found.endpoint().host(),
                        found.endpoint().port(),
                        handshake)
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        originFailed(found, String.valueOf(connected.cause().getMessage()));
                    } else {
                        connected(found, connected.channel());
                    }
                });
    }

    private void connected(Route by, Channel channel) {
        if (session.hasEnded() || route != by) {
            channel.close();
            return;
        }
        origin = channel;
        settings.originHeader().write(channel, session.client());
        channel.pipeline().get(OriginHandshake.class).begin();
    }

    /** The origin has shaken hands: say again what the client said, all but publish or play. */
    void originReady(OriginHandshake done, Channel channel, Route by) {
        timeout(settings.answerTimeout().toMillis(), () -> originFailed(by, "no answer to connect"));
        channel.pipeline()
                .addLast(new OriginAnswers(this, by, requested(), replies))
                .remove(done);
    }

    /** The origin took the connect: from here on it is the stream's origin, whatever it says. */
    void originCommitted() {
        timeout(settings.answerTimeout().toMillis(), () -> refused("no answer to createStream"));
    }

    /** A connect failed, or the origin said nothing before its first answer: the next one may be tried. */
    void originFailed(Route failed, String why) {
        if (session.hasEnded() || route != failed) {
            return;
        }
        stopTimeout();
        route = null;
        closeOrigin();
        LOG.warn("{} origin {} at {} failed: {}", session, failed.origin().id(), failed.endpoint(), why);
        session.enter(Phase.ROUTE);
        failed.next().whenCompleteAsync(this::routed, client.eventLoop());
    }

    private void closeOrigin() {
        if (origin != null) {
            origin.close();
            origin = null;
        }
    }

    /** The origin answered all that the client knows the answers of: both directions become a relay. */
    void relay(OriginAnswers done, Channel channel, Route by, ByteBuf answers) {
        stopTimeout();
        RtmpRequest wanted = requested();
        by.established();
        client.pipeline().remove(WaitHandler.class);
        request = null;
        session.sent().add(answers.readableBytes());
        ByteBuf held = wanted.recorded()
                .retainedSlice(wanted.heldFrom(), wanted.recorded().writerIndex() - wanted.heldFrom());
        session.received().add(wanted.recorded().writerIndex());
        done.leave(client, channel, answers, held);
        wanted.recorded().release();
        if (session.hasEnded()) {
            return; // what followed the request is no RTMP
        }
        origin = null; // the relay closes it, after all that is on its way
        Relay.start(client, channel, session, context.counters());
        client.flush();
        channel.flush();
    }

    /** The origin ended the connection of its own accord; one that was given up for the next has nothing to say. */
    void originLeft(Route by, String why) {
        if (route == by) {
            refused(why);
        }
    }

    /** The origin's own no has been passed on, or its connection ended before it could be. */
    void refused(String detail) {
        if (!session.hasEnded()) {
            fail(Side.ORIGIN, Cause.REFUSED, detail);
        }
    }

    /** Bytes of the origin's that the client gets as they are. */
    void passOn(ByteBuf bytes) {
        client.write(bytes, client.voidPromise());
    }

    private void unroutable(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
        if (cause instanceof RouteException no) {
            Side side = no.reason() == Cause.LIMIT ? Side.CLIENT : Side.ORIGIN;
            fail(side, no.reason(), String.valueOf(no.getMessage()));
        } else {
            LOG.error("{} cannot be routed", session, cause);
            fail(Side.PROXY, Cause.STATE_UNAVAILABLE, String.valueOf(cause));
        }
    }

    /** Tells the client in RTMP's words where a stream and role are known, and ends the session. */
    void fail(Side side, Cause cause, String detail) {
        RtmpRequest wanted = request;
        if (wanted != null && client.isActive()) {
            client.write(replies.failed(wanted.streamId(), wanted.role(), cause, detail), client.voidPromise());
            told = true;
        }
        session.end(side, cause, detail);
    }

    /** Something threw on either channel. */
    void broken(Side side, Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable error = thrown instanceof DecoderException && cause != null ? cause : thrown;
        if (error instanceof RtmpFormatException malformed) {
            fail(side, Cause.MALFORMED, String.valueOf(malformed.getMessage()));
        } else if (error instanceof IOException) {
            session.end(side, Cause.RESET);
        } else {
            LOG.error("{} a bug ended this session", session, error);
            fail(Side.PROXY, Cause.BUG, "error of the proxy");
        }
    }

    private RtmpRequest requested() {
        if (request == null) {
            throw new IllegalStateException(session + " has no request");
        }
        return request;
    }

    private void timeout(long millis, Runnable action) {
        stopTimeout();
        timeout = client.eventLoop().schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    /** The proxy stops: ends what is left. */
    void stop() {
        session.end(Side.PROXY, Cause.DRAINED);
        client.close();
    }

    private void ended() {
        stopTimeout();
        if (request != null) {
            request.recorded().release();
            request = null;
        }
        closeOrigin();
        if (told) {
            LastWords.close(client);
        } else if (session.phase() != Phase.RELAY) {
            client.close();
        }
    }
}
