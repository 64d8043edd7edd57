package org.mediaproxy.rtsp.udp;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramDrop;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.relay.OriginSocket;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.rtsp.message.NumberRange;

/**
 * One media of a session, such as its picture: a pair of the proxy's ports for the client and one for the origin. The
 * ports are bound from the client's SETUP on, since the origin must be told of its pair, and given back by {@link
 * #close}. On the session's event loop.
 */
public final class UdpMedia {

    private final DatagramRelays relays;
    private final MediaFlow rtp;
    private final MediaFlow rtcp;
    private final PortPair<DatagramPort> toClient;
    private final PortPair<OriginSocket> toOrigin;

    private UdpMedia(
            DatagramRelays relays,
            MediaFlow rtp,
            MediaFlow rtcp,
            PortPair<DatagramPort> toClient,
            PortPair<OriginSocket> toOrigin) {
        this.relays = relays;
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.toClient = toClient;
        this.toOrigin = toOrigin;
    }

    /**
     * Binds both pairs.
     *
     * @param loop the session's, which calls
     * @param local the proxy's address that the client knows
     * @param client the ports that the client named, at its own address
     * @return null if there are not enough ports
     */
    public static @Nullable UdpMedia bind(
            UdpPorts ports,
            DatagramRelays relays,
            EventLoop loop,
            InetAddress local,
            NumberRange client,
            Session session,
            ClientLife life) {
        InetAddress address = session.client().getAddress();
        LongAdder strangers = relays.dropped(DatagramDrop.STRANGER);
        MediaFlow rtp = new MediaFlow(session, life, new InetSocketAddress(address, client.first()), strangers);
        MediaFlow rtcp = new MediaFlow(session, life, new InetSocketAddress(address, client.last()), strangers);
        PortPair<DatagramPort> toClient = ports.bind(
                port -> relays.bind(loop, new InetSocketAddress(local, port), port % 2 == 0 ? rtp : rtcp),
                DatagramPort::close);
        if (toClient == null) {
            return null;
        }
        PortPair<OriginSocket> toOrigin =
                ports.bind(port -> relays.bindOrigin(loop, new InetSocketAddress(port)), OriginSocket::close);
        if (toOrigin == null) {
            toClient.close();
            return null;
        }
        return new UdpMedia(relays, rtp, rtcp, toClient, toOrigin);
    }

    /** Where the origin sends to. */
    public NumberRange portsForOrigin() {
        return toOrigin.ports();
    }

    /** Where the client sends to. */
    public NumberRange portsForClient() {
        return toClient.ports();
    }

    /** Begins to relay. */
    public void start(InetAddress origin, NumberRange ports) {
        rtp.start(relays, toClient.rtp(), toOrigin.rtp(), new InetSocketAddress(origin, ports.first()));
        rtcp.start(relays, toClient.rtcp(), toOrigin.rtcp(), new InetSocketAddress(origin, ports.last()));
    }

    /** The client has shown on another way that it lives. */
    public void heardClient() {
        rtp.heardClient();
        rtcp.heardClient();
    }

    /** Ends the relay and gives the ports back; a second call does nothing. */
    public void close() {
        rtp.stop();
        rtcp.stop();
        toClient.close();
        toOrigin.close();
    }
}
