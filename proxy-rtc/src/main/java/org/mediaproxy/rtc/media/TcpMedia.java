package org.mediaproxy.rtc.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.mediaproxy.core.connect.OriginCaller;
import org.mediaproxy.core.connect.OriginConnector;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.rtc.framing.PacketFrameDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of ICE over TCP (RFC 6544): its first packet is a check, which tells the session and is proved as over UDP;
 * then the connection becomes a relay of bytes to the origin's TCP port. Everything on the event loop that both channels share.
 *
 * <pre>
 * client: PacketFrameDecoder → FirstPackets ─→ relay
 * origin:                                      relay
 * </pre>
 */
final class TcpMedia implements OriginCaller {

    private static final Logger LOG = LoggerFactory.getLogger(TcpMedia.class);

    /** How long a client may take to its first whole check. */
    private static final Duration IDENTIFY = Duration.ofSeconds(10);

    /** The largest packet before the relay: a STUN message, or the start of DTLS behind it. */
    private static final int MAX_PACKET = 2_048;

    private final MediaContext media;
    private final Channel client;
    private final EventLoop loop;
    private final Session session;
    private final OriginConnector connector;
    private final FirstPackets first;
    private volatile String username = "";

    TcpMedia(MediaContext media, Channel client, InetSocketAddress address) {
        this.media = media;
        this.client = client;
        this.loop = client.eventLoop();
        this.session = media.openUnknown(address, loop);
        this.connector = new OriginConnector(media.proxy(), client, session, RouteTarget.RTC_TCP, this);
        this.first = new FirstPackets(this);
        session.onEnd(this::ended);
    }

    void begin() {
        session.enter(Phase.IDENTIFY);
        connector.within(IDENTIFY, () -> session.end(Side.CLIENT, Cause.TIMEOUT));
        client.pipeline().addLast(new PacketFrameDecoder(MAX_PACKET), first);
    }

    /** The USERNAME of its checks, once known; any thread. */
    String username() {
        return username;
    }

    Session session() {
        return session;
    }

    Channel client() {
        return client;
    }

    /** The first packet; it stays the caller's. Nothing more is read until the origin is there. */
    void identify(ByteBuf packet) {
        client.config().setAutoRead(false);
        String name = media.desk(loop).readCheck(packet);
        InetSocketAddress from = session.client();
        if (name == null) {
            session.end(Side.CLIENT, Cause.MALFORMED, "the first packet is no check of connectivity");
        } else if (!media.lookup().admits(from.getAddress())) {
            media.drop(MediaDrop.LOOKUP_LIMIT);
            session.end(Side.CLIENT, Cause.LIMIT, "too many sessions are looked up");
        } else {
            media.lookup().find(name).whenCompleteAsync((found, error) -> found(found), loop);
        }
    }

    private void found(Optional<IceCredential> found) {
        if (session.hasEnded()) {
            return;
        }
        if (found.isEmpty()) {
            media.drop(MediaDrop.UNKNOWN_UFRAG);
            session.end(Side.CLIENT, Cause.UNSUPPORTED, "no session has this username");
            return;
        }
        IceCredential credential = found.get();
        boolean read = media.desk(loop).readCheck(first.check()) != null;
        if (!read || (credential.key() != null && !media.desk(loop).isSignedBy(credential.key()))) {
            media.drop(MediaDrop.BAD_INTEGRITY);
            session.end(Side.CLIENT, Cause.REFUSED, "the check is not signed with the session's password");
            return;
        }
        username = credential.username();
        media.identified(session, credential.binding());
        connector.stopTimeout();
        credential.binding().origin().ifPresentOrElse(connector::beginAt, connector::begin);
    }

    @Override
    public ChannelHandler handler(Route route) {
        return new OriginUntilRelay();
    }

    /** What an origin says before the relay begins, which is within the same call, it says to nobody. */
    private static final class OriginUntilRelay extends ChannelInboundHandlerAdapter {}

    @Override
    public void connected(Route route, Channel origin) {
        route.established();
        first.sendTo(origin);
        origin.pipeline().remove(OriginUntilRelay.class);
        connector.release();
        Relay.start(client, origin, session, media.proxy().counters());
        origin.flush();
    }

    @Override
    public void unroutable(Side side, Cause cause, String detail) {
        session.end(side, cause, detail);
    }

    /** Something threw on the client's channel before the relay. */
    void broken(Throwable thrown) {
        if (thrown instanceof DecoderException) {
            session.end(Side.CLIENT, Cause.MALFORMED, String.valueOf(thrown.getMessage()));
        } else if (thrown instanceof IOException) {
            session.end(Side.CLIENT, Cause.RESET);
        } else {
            LOG.error("{} a bug ended this session", session, thrown);
            session.end(Side.PROXY, Cause.BUG);
        }
    }

    /** Ends it, from any thread. */
    void end(Side side, Cause cause) {
        loop.execute(() -> session.end(side, cause));
    }

    private void ended() {
        first.close();
        if (session.phase() != Phase.RELAY) {
            client.close();
        }
    }
}
