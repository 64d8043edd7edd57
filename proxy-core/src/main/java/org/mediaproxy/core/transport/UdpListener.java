package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;

/** A bound UDP address with its sockets. Any thread. */
public final class UdpListener implements AutoCloseable {

    /**
     * Bytes of the longest datagram that is read whole. A longer one is cut to this length without a sign of it, so
     * whoever reads must take a datagram of exactly this length for a cut one. Media keeps below 1,500.
     */
    public static final int MAX_PAYLOAD = 2048;

    private final InetSocketAddress address;
    private final List<Channel> sockets;

    UdpListener(InetSocketAddress address, List<Channel> sockets) {
        this.address = address;
        this.sockets = sockets;
    }

    /** What was really bound. */
    public InetSocketAddress address() {
        return address;
    }

    /** The loop's own socket, which it sends through; the one there is where the transport cannot share a port. */
    public Channel socket(EventLoop loop) {
        for (Channel socket : sockets) {
            if (socket.eventLoop() == loop) {
                return socket;
            }
        }
        return sockets.get(0);
    }

    /** Closes all sockets. */
    @Override
    public void close() {
        sockets.forEach(Channel::close);
    }
}
