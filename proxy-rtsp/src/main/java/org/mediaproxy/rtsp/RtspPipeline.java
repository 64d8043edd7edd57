package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
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
 *
 * <p>The relay takes over where media is interleaved. Where it goes beside the connection, both dialogs stay until the
 * end: each SETUP names ports, and there is little to read.
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
    private final SessionMedia media;
    /** The request that named the stream, for every origin that is tried. */
    private @Nullable ByteBuf first;

    /** The origin's channel, once media goes beside it. */
    private @Nullable Channel beside;

    private boolean interleaved;
    private boolean told;

    RtspPipeline(
            ProxyContext context,
            RtspSettings settings,
            @Nullable RtspUdp udp,
            boolean secure,
            Channel client,
            InetSocketAddress address) {
        this.context = context;
        this.settings = settings;
        this.client = client;
        this.session = context.sessions().open(RtspProtocol.NAME, address, client.eventLoop());
        this.replies = new RtspReplies(client.alloc());
        this.reader = new RtspReader(client.alloc());
        this.media = new SessionMedia(udp, client, session, secure);
        this.connector = new OriginConnector(context, client, session, RouteTarget.RTSP, this);
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

    /** The client has sent something, whatever it is. */
    void heardClient() {
        media.heardOnConnection();
    }

    /**
     * A request as the origin gets it. A SETUP that wants media where the proxy cannot pass it on is refused here
     * instead: players then ask for another transport.
     *
     * @return owned by the caller; null if it has been refused
     */
    @Nullable
    ByteBuf forOrigin(RtspMessage request) {
        RtspHead head = request.head();
        if (!head.method().equals("SETUP")) {
            return request.raw().retain();
        }
        SessionMedia.Setup setup = media.setup(request);
        if (setup.forOrigin() == null) {
            open.remove(head);
            client.writeAndFlush(replies.status(setup.refusal(), OpenRequests.number(head)), client.voidPromise());
        }
        return setup.forOrigin();
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

    /**
     * A message of the origin's as the client gets it.
     *
     * @return owned by the caller
     */
    ByteBuf forClient(RtspMessage message, Channel channel, Route by) {
        RtspHead asked = message.head().isRequest() ? null : open.answered(message.head());
        if (asked == null) {
            return message.raw().retain();
        }
        boolean ok = message.head().isOk();
        if (asked.method().equals("SETUP")) {
            return ok ? setUp(asked, message, channel, by) : refused(asked, message);
        }
        if (asked.method().equals("TEARDOWN") && ok && media.isPlaying()) {
            media.tornDown(asked.uri());
            if (!media.isPlaying()) {
                connector.within(settings.setupTimeout(), () -> fail(Side.CLIENT, Cause.TIMEOUT, "no SETUP in time"));
            }
        }
        return message.raw().retain();
    }

    private ByteBuf refused(RtspHead setup, RtspMessage answer) {
        media.unused(setup);
        return answer.raw().retain();
    }

    private ByteBuf setUp(RtspHead setup, RtspMessage answer, Channel channel, Route by) {
        SetupAnswer transport = SetupAnswer.of(answer.head());
        if (transport.isInterleaved()) {
            media.unused(setup);
            interleaved = true;
            return answer.raw().retain();
        }
        InetSocketAddress origin = (InetSocketAddress) channel.remoteAddress();
        ByteBuf told = media.agreed(setup, answer, transport, origin.getAddress());
        if (session.hasEnded()) {
            return told; // there was no way to the origin's ports
        }
        connector.stopTimeout();
        if (beside == null) {
            beside = channel;
            connector.release(); // closed behind all that is on its way
            by.established();
            session.enter(Phase.RELAY);
        }
        return told;
    }

    /** Whether the origin has agreed to media in the connection. */
    boolean isInterleaved() {
        return interleaved;
    }

    /** Media is set up: both directions become a relay. */
    void relay(OriginDialog done, Channel channel, Route by) {
        connector.stopTimeout();
        media.close(); // what is asked for behind this is not read any more
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
        } else if (error instanceof SSLException) {
            session.end(side, Cause.MALFORMED, "TLS: " + error.getMessage());
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
        media.close();
        reader.close();
        if (first != null) {
            first.release();
            first = null;
        }
        if (beside != null) {
            LastWords.close(beside);
        }
        if (told || beside != null) {
            LastWords.close(client);
        } else if (session.phase() != Phase.RELAY) {
            client.close();
        }
    }
}
