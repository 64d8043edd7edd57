package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.connect.OriginCaller;
import org.mediaproxy.core.connect.OriginConnector;
import org.mediaproxy.core.relay.LastWords;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.Route;
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
final class RtmpPipeline implements OriginCaller {

    private static final Logger LOG = LoggerFactory.getLogger(RtmpPipeline.class);

    private final ProxyContext context;
    private final RtmpSettings settings;
    private final Channel client;
    private final Session session;
    private final RtmpReplies replies;
    private final OriginConnector connector;
    private @Nullable RtmpRequest request;
    private boolean told;

    RtmpPipeline(ProxyContext context, RtmpSettings settings, Channel client, InetSocketAddress address) {
        this.context = context;
        this.settings = settings;
        this.client = client;
        this.session = context.sessions().open(RtmpProtocol.NAME, address, client.eventLoop());
        this.replies = new RtmpReplies(client.alloc());
        this.connector = new OriginConnector(context, client, session, RouteTarget.RTMP, this);
        session.onEnd(this::ended);
    }

    Session session() {
        return session;
    }

    /** Accepted: the client has the identification's time to say which stream it wants. */
    void begin() {
        session.enter(Phase.IDENTIFY);
        connector.within(settings.identifyTimeout(), () -> session.end(Side.CLIENT, Cause.TIMEOUT));
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
        connector.stopTimeout();
        request = wanted;
        session.identified(wanted.stream(), wanted.role());
        client.config().setAutoRead(false);
        client.pipeline().addLast(new WaitHandler(this, wanted.recorded())).remove(done);
        connector.begin();
    }

    @Override
    public ChannelHandler handler(Route route) {
        return new OriginHandshake(this, route);
    }

    @Override
    public void connected(Route by, Channel channel) {
        connector.within(connector.connectTimeout(), () -> connector.silent(by, "silent"));
        settings.originHeader().write(channel, session.client());
        channel.pipeline().get(OriginHandshake.class).begin();
    }

    @Override
    public void unroutable(Side side, Cause cause, String detail) {
        fail(side, cause, detail);
    }

    /** The origin has shaken hands: say again what the client said, all but publish or play. */
    void originReady(OriginHandshake done, Channel channel, Route by) {
        connector.within(settings.answerTimeout(), () -> connector.silent(by, "no answer to connect"));
        channel.pipeline()
                .addLast(new OriginAnswers(this, by, requested(), replies))
                .remove(done);
    }

    /** The origin took the connect: from here on it is the stream's origin, whatever it says. */
    void originCommitted() {
        connector.within(settings.answerTimeout(), () -> refused("no answer to createStream"));
    }

    /** The origin ended the connection before its first answer: the next one may be tried. */
    void originFailed(Route failed, String why) {
        connector.failed(failed, why);
    }

    /** The origin answered all that the client knows the answers of: both directions become a relay. */
    void relay(OriginAnswers done, Channel channel, Route by, ByteBuf answers) {
        connector.stopTimeout();
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
        connector.release(); // the relay closes the channel, after all that is on its way
        Relay.start(client, channel, session, context.counters());
        client.flush();
        channel.flush();
    }

    /** The origin ended the connection of its own accord; one that was given up for the next has nothing to say. */
    void originLeft(Route by, String why) {
        if (connector.isCurrent(by)) {
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

    /** The proxy stops: ends what is left. */
    void stop() {
        session.end(Side.PROXY, Cause.DRAINED);
        client.close();
    }

    private void ended() {
        if (request != null) {
            request.recorded().release();
            request = null;
        }
        if (told) {
            LastWords.close(client);
        } else if (session.phase() != Phase.RELAY) {
            client.close();
        }
    }
}
