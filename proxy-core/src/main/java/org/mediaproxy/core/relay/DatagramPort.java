package org.mediaproxy.core.relay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.transport.UdpListener;

/**
 * A bound address where clients' datagrams come in, with the clients that are known there. One table serves all loops,
 * because a client that has moved comes in on any of them. Any thread.
 */
public final class DatagramPort implements AutoCloseable {

    private final UnknownDatagrams unknown;
    private final ConcurrentMap<InetSocketAddress, DatagramRelay> clients = new ConcurrentHashMap<>();
    private volatile @Nullable UdpListener listener;

    DatagramPort(UnknownDatagrams unknown) {
        this.unknown = unknown;
    }

    DatagramPort bound(UdpListener sockets) {
        listener = sockets;
        return this;
    }

    /** Whether all its sockets are there. */
    boolean isBound() {
        return listener != null;
    }

    private UdpListener listener() {
        UdpListener bound = listener;
        if (bound == null) {
            throw new IllegalStateException("not bound yet");
        }
        return bound;
    }

    /** What was really bound. */
    public InetSocketAddress address() {
        return listener().address();
    }

    /** Client addresses that belong to a relay now. */
    public int clients() {
        return clients.size();
    }

    /** The relay that a client's address belongs to, if any. */
    public @Nullable DatagramRelay find(InetSocketAddress client) {
        return clients.get(client);
    }

    /** The socket that the loop sends through. */
    Channel socket(EventLoop loop) {
        return listener().socket(loop);
    }

    UnknownDatagrams unknown() {
        return unknown;
    }

    boolean add(InetSocketAddress client, DatagramRelay relay) {
        return clients.putIfAbsent(client, relay) == null;
    }

    void remove(InetSocketAddress client, DatagramRelay relay) {
        clients.remove(client, relay);
    }

    /** Closes the sockets. The relays go on hearing their origins, so their sessions are to be ended first. */
    @Override
    public void close() {
        listener().close();
    }
}
