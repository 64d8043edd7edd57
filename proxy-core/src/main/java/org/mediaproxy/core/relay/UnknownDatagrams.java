package org.mediaproxy.core.relay;

import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;

/** Takes what comes to a {@link DatagramPort} from addresses that belong to no relay: the start of every session. */
@FunctionalInterface
public interface UnknownDatagrams {

    /**
     * A datagram nobody is known for. Called on the socket's event loop, which is the right one for a session that
     * begins with it. What is written to the socket must be flushed too.
     *
     * @param socket where it came in, and where an answer goes out
     * @param packet belongs to the caller: who keeps it retains it
     */
    void unknown(DatagramPort port, Channel socket, DatagramPacket packet);
}
