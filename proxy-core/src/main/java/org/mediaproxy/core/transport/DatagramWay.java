package org.mediaproxy.core.transport;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * The way for datagrams to another process that has the same sockets, while one of the two drains. Called on the event loop
 * of the socket.
 */
public interface DatagramWay {

    /**
     * Adds a datagram to what leaves at the next {@link #flush}.
     *
     * @param socket which of the listener's sockets it came in on, in their order
     * @param from the client
     * @param payload copied; stays the caller's, unchanged
     * @return false if more wait already than the way takes, or the other process is gone
     */
    boolean send(int socket, InetSocketAddress from, ByteBuf payload);

    /** Sends what was added for a socket. */
    void flush(int socket);
}
