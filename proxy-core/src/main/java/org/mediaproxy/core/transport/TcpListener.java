package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;

/** A bound TCP address; closing it leaves accepted connections alone. Any thread. */
public final class TcpListener implements AutoCloseable {

    private final InetSocketAddress address;
    private final List<Channel> sockets;

    TcpListener(InetSocketAddress address, List<Channel> sockets) {
        this.address = address;
        this.sockets = sockets;
    }

    /** What was really bound. */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        sockets.forEach(Channel::close);
    }
}
