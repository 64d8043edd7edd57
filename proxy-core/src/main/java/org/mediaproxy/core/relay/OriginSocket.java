package org.mediaproxy.core.relay;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/**
 * A bound socket that an origin is told of before it is known where the origin sends from. What comes until a relay is
 * opened with it is thrown away. Made by {@link DatagramRelays#bindOrigin}.
 */
public final class OriginSocket implements AutoCloseable {

    private final Channel channel;
    private final OriginDatagrams datagrams;

    OriginSocket(Channel channel, OriginDatagrams datagrams) {
        this.channel = channel;
        this.datagrams = datagrams;
    }

    Channel channel() {
        return channel;
    }

    OriginDatagrams datagrams() {
        return datagrams;
    }

    /** What was really bound. Any thread. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Closes it, also where a relay has it, which then hears nothing any more. Any thread; a second call does nothing. */
    @Override
    public void close() {
        channel.close();
    }
}
