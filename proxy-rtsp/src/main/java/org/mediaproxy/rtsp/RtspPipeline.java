package org.mediaproxy.rtsp;

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
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspHead;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.RtspReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RTSP session: the order of its phases, and the one place where it moves from one to the next. Everything runs on
 * the client channel's event loop, which the origin channel shares.
 *
 * <pre>
 * client: IdentifyHandler → WaitHandler → ClientDialog → relay
 * origin:                   OriginDialog ──────────────→ relay
 * </pre>
 */
final class RtspPipeline implements OriginCaller {

    private static final Logger LOG = LoggerFactory.getLogger(RtspPipeline.class);

    private final ProxyContext context;
    private final RtspSettings settings;
    private final Channel client;
    private final Session session;
    private final RtspReplies replies;
    private final RtspReader reader;
    private final OriginConnector connector;
    private final OpenRequests open = new OpenRequests();
    /** The request that named the stream, for every origin that is tried. */
    private @Nullable ByteBuf first;

    private boolean told;

    RtspPipeline(ProxyContext context, RtspSettings settings, Channel client, InetSocketAddress address) {
        this.context = context;
        this.settings = settings;
        this.client = client;
        this.session = context.sessions().open(RtspProtocol.NAME, address);
        this.replies = new RtspReplies(client.alloc());
        this.reader = new RtspReader(client.alloc());
        this.connector = new OriginConnector(context, client.eventLoop(), session, RouteTarget.RTSP, this);
        session.onEnd(this::ended);
    }

    Session session() {
        return session;
    }

    /** Accepted: the client has the identification's time to say which stream it wants. */
    void begin() {
        session.enter(Phase.IDENTIFY);
        connector.within(settings.identifyTimeout(), () -> session.end(Side.CLIENT, Cause.TIMEOUT));
        client.pipeline().addLast(new IdentifyHandler(this, reader, context.streams(), replies));
    }

    /** A request of the client's that must have an answer, from the origin or from here. */
    void requested(RtspHead request) {
        if (!open.add(request)) {
            throw new RtspFormatException("too many requests without an answer");
        }
    }

    /**
     * A request as the origin gets it. A SETUP that wants media beside the connection is refused here instead: players
     * then ask for it inside.
     *
     * @return owned by the caller; null if it has been refused
     */
    @Nullable
    ByteBuf forOrigin(RtspMessage request) {
        if (!request.head().method().equals("SETUP")) {
            return request.raw().retain();
        }
        ByteBuf setup = SetupTransport.interleavedOnly(request, client.alloc());
        if (setup == null) {
            open.remove(request.head());
            client.writeAndFlush(
                    replies.status(RtspStatus.UNSUPPORTED_TRANSPORT, OpenRequests.number(request.head())),
                    client.voidPromise());
        }
        return setup;
    }

    /** Identified: nothing more is read of the client until an origin has answered. */
    void identified(IdentifyHandler done, WantedStream wanted, ByteBuf request) {
        if (session.hasEnded()) {
            request.release(); // the answer to an earlier request met a reset
            return;
        }
        connector.stopTimeout();
        first = request;
        session.identified(wanted.stream(), wanted.role());
        client.config().setAutoRead(false);
        client.pipeline().addLast(new WaitHandler(this, reader)).remove(done);
        connector.begin();
    }

    @Override
    public ChannelHandler handler(Route route) {
        return new OriginDialog(this, new RtspReader(client.alloc()), client, route);
    }

    @Override
    public void connected(Route by, Channel channel) {
        connector.within(connector.connectTimeout(), () -> connector.silent(by, "silent"));
        if (first != null) {
            channel.writeAndFlush(first.retainedDuplicate(), channel.voidPromise());
        }
    }

    @Override
    public void unroutable(Side side, Cause cause, String detail) {
        fail(side, cause, detail);
    }

    /** The origin has spoken: from here on it is the stream's origin, whatever it says. */
    void originAnswered(Route by, Channel channel) {
        ByteBuf said = first;
        if (!connector.isCurrent(by) || said == null) {
            return;
        }
        connector.within(settings.setupTimeout(), () -> fail(Side.CLIENT, Cause.TIMEOUT, "no SETUP in time"));
        session.received().add(said.readableBytes());
        said.release();
        first = null;
        ClientDialog dialog = new ClientDialog(this, reader, channel);
        client.pipeline().addLast(dialog).remove(WaitHandler.class);
        client.config().setAutoRead(true);
        client.eventLoop().execute(dialog::begin); // behind the answer that is just being passed on
    }

    /** Whether a message of the origin's is its consent to media in the connection. */
    boolean setsUp(RtspHead message) {
        if (message.isRequest() || !open.answersSetup(message) || !message.isOk()) {
            return false;
        }
        if (!SetupTransport.isInterleaved(message)) {
            throw new RtspFormatException("agrees to a transport that it was not asked for");
        }
        return true;
    }

    /** Media is set up: both directions become a relay. */
    void relay(OriginDialog done, Channel channel, Route by) {
        connector.stopTimeout();
        by.established();
        ByteBuf toOrigin = reader.rest();
        ByteBuf toClient = done.reader.rest();
        client.pipeline().remove(ClientDialog.class);
        channel.pipeline().remove(done);
        session.received().add(toOrigin.readableBytes());
        session.sent().add(toClient.readableBytes());
        channel.write(toOrigin, channel.voidPromise());
        client.write(toClient, client.voidPromise());
        connector.release(); // the relay closes the channel, after all that is on its way
        Relay.start(client, channel, session, context.counters());
        client.flush();
        channel.flush();
    }

    /** The origin ended the connection of its own accord; one that was given up for the next has nothing to say. */
    void originLeft(Route by, boolean spoken, String why) {
        if (!connector.isCurrent(by)) {
            return;
        }
        if (!spoken) {
            connector.failed(by, why);
        } else if (open.isEmpty()) {
            told = true; // the origin's last answer may still be on its way
            session.end(Side.ORIGIN, Cause.CLOSED);
        } else {
            fail(Side.ORIGIN, Cause.REFUSED, why);
        }
    }

    /** Tells the client in RTSP's words, and ends the session. */
    void fail(Side side, Cause cause, String detail) {
        if (!session.hasEnded() && client.isActive()) {
            RtspStatus status = RtspStatus.of(side, cause);
            client.write(replies.status(status, open.oldest()), client.voidPromise());
            told = true;
        }
        session.end(side, cause, detail);
    }

    /** Something threw on either channel. */
    void broken(Side side, Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable error = thrown instanceof DecoderException && cause != null ? cause : thrown;
        if (error instanceof RtspFormatException malformed) {
            fail(side, Cause.MALFORMED, String.valueOf(malformed.getMessage()));
        } else if (error instanceof IOException) {
            session.end(side, Cause.RESET);
        } else {
            LOG.error("{} a bug ended this session", session, error);
            fail(Side.PROXY, Cause.BUG, "error of the proxy");
        }
    }

    /** The proxy stops: ends what is left. */
    void stop() {
        session.end(Side.PROXY, Cause.DRAINED);
        client.close();
    }

    private void ended() {
        reader.close();
        if (first != null) {
            first.release();
            first = null;
        }
        if (told) {
            LastWords.close(client);
        } else if (session.phase() != Phase.RELAY) {
            client.close();
        }
    }
}
