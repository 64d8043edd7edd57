package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.transport.DatagramWay;
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

    /**
     * The process that had the port before this one, if it still has sessions there: what no relay here knows is for it to
     * see first.
     */
    @Nullable
    DatagramWay older() {
        return listener().older();
    }

    /** Which of the port's sockets it is. */
    int indexOf(Channel socket) {
        return listener().indexOf(socket);
    }

    /**
     * Gives a datagram that belongs to no session here to the process that reads the port now. On the event loop of the
     * socket that it came to.
     *
     * @param payload copied; stays the caller's
     * @return false if this process reads the port itself, and so has to decide
     */
    public boolean passOn(EventLoop loop, InetSocketAddress from, ByteBuf payload) {
        DatagramWay newer = listener().newer();
        if (newer == null) {
            return false;
        }
        int socket = indexOf(socket(loop));
        if (newer.send(socket, from, payload)) {
            newer.flush(socket);
        }
        return true;
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
