package org.mediaproxy.rtsp.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramOwner;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.relay.DatagramRelay;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.relay.OriginSocket;
import org.mediaproxy.core.relay.UnknownDatagrams;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RTP or the RTCP of one media: a port of the proxy's for the client, one for the origin, and what is relayed between
 * them. The origin is heard at the address it named. The client is heard at its own IP address only: at the port it
 * named, or, behind a NAT that gave it another, at the port of its first datagram. The port it named comes first: once
 * it has been heard there, it is heard nowhere else. On the session's event loop.
 */
final class MediaFlow implements DatagramOwner, UnknownDatagrams {

    private static final Logger LOG = LoggerFactory.getLogger(MediaFlow.class);

    private final Session session;
    private final ClientLife life;
    private final InetSocketAddress announced;
    private final LongAdder strangers;
    private @Nullable DatagramRelay relay;
    private @Nullable InetSocketAddress translated;
    private boolean heardAsAnnounced;
    private boolean stopped;

    MediaFlow(Session session, ClientLife life, InetSocketAddress announced, LongAdder strangers) {
        this.session = session;
        this.life = life;
        this.announced = announced;
        this.strangers = strangers;
    }

    /** Begins to relay; the session ends with it if the sockets break. */
    void start(DatagramRelays relays, DatagramPort port, OriginSocket socket, InetSocketAddress origin) {
        relays.open(port, socket, origin, session, this).whenComplete((opened, error) -> {
            if (error != null) {
                session.end(Side.ORIGIN, Cause.UNREACHABLE, "no way to its " + origin + ": " + error.getMessage());
            } else if (stopped) {
                opened.close();
            } else {
                relay = opened;
                opened.addClient(announced);
            }
        });
    }

    /** The client has shown on another way that it lives. */
    void heardClient() {
        if (relay != null) {
            relay.heardClient();
        }
    }

    void stop() {
        stopped = true;
        if (relay != null) {
            relay.close();
        }
    }

    @Override
    public DatagramRelay fromClient(DatagramRelay by, InetSocketAddress from, ByteBuf payload) {
        if (!heardAsAnnounced && from.equals(announced)) {
            heardAsAnnounced = true;
            by.moveTo(announced);
            if (translated != null) {
                by.removeClient(translated);
                translated = null;
            }
        }
        life.heard();
        return by;
    }

    @Override
    public void unknown(DatagramPort port, Channel socket, DatagramPacket packet) {
        InetSocketAddress from = packet.sender();
        DatagramRelay open = relay;
        if (open == null
                || heardAsAnnounced
                || translated != null
                || !from.getAddress().equals(announced.getAddress())
                || !open.addClient(from)) {
            strangers.increment();
            return;
        }
        translated = from;
        open.moveTo(from);
        life.heard();
        open.sendToOrigin(packet.content().retain());
    }

    /**
     * Media goes on without somebody at a port: players report to origins that do not listen, and origins report to
     * players that do not. Who has really gone has ended the connection too.
     */
    @Override
    public void originFailed(DatagramRelay by, Throwable cause) {
        LOG.debug("{} the origin does not listen for what {} sends: {}", session, by.originSide(), cause.toString());
    }

    @Override
    public void idle(DatagramRelay by) {
        life.silent();
    }
}
