package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both directions of one session over UDP: a client, known by one or more addresses at a port of the proxy, and a socket
 * of the session's own that is connected to its origin. Opened by {@link DatagramRelays#open}; closed with its session.
 * Everything happens on the one event loop it was opened on, also for datagrams that came in on another.
 */
public final class DatagramRelay {

    private static final Logger LOG = LoggerFactory.getLogger(DatagramRelay.class);

    private final DatagramPort port;
    private final DatagramLoop loop;
    private final Channel origin;
    private final InetSocketAddress originSide;
    private final Session session;
    private final DatagramOwner owner;
    private final DatagramOutput toClient;
    private final DatagramOutput toOrigin;
    private final IdleWheel.Entry idle;
    private final List<InetSocketAddress> clients = new ArrayList<>(1);
    private final List<InetSocketAddress> clientsView = Collections.unmodifiableList(clients);
    private @Nullable InetSocketAddress client;
    private boolean closed;

    DatagramRelay(
            DatagramPort port,
            DatagramLoop loop,
            Channel origin,
            Session session,
            DatagramOwner owner,
            boolean adjacent,
            boolean segments) {
        this.port = port;
        this.loop = loop;
        this.origin = origin;
        this.originSide = (InetSocketAddress) origin.localAddress();
        this.session = session;
        this.owner = owner;
        Channel socket = port.socket(loop.eventLoop());
        toClient = new DatagramOutput(loop, socket, Side.CLIENT, session.sent(), null, adjacent, segments);
        InetSocketAddress peer = (InetSocketAddress) origin.remoteAddress();
        toOrigin = new DatagramOutput(loop, origin, Side.ORIGIN, session.received(), peer, false, segments);
        idle = new IdleWheel.Entry(this::idle);
    }

    /** Begins to watch the client, and ends with the session. */
    void start() {
        loop.watch(idle);
        session.onEnd(this::close);
    }

    DatagramLoop loop() {
        return loop;
    }

    /** The loop that everything happens on. */
    public EventLoop eventLoop() {
        return loop.eventLoop();
    }

    /** The session that it relays for. */
    public Session session() {
        return session;
    }

    /** The address that the origin sees. */
    public InetSocketAddress originSide() {
        return originSide;
    }

    /** Where the origin's datagrams go, once known. */
    public @Nullable InetSocketAddress client() {
        return client;
    }

    /**
     * Lets an address be one of this client's; the first is also where the origin's datagrams go. Whether the address
     * may be believed is the protocol's concern, and how many of them there may be.
     *
     * @return false if it belongs to another relay of the port, or this one is closed
     */
    public boolean addClient(InetSocketAddress address) {
        if (closed || !port.add(address, this)) {
            return port.find(address) == this;
        }
        clients.add(address);
        if (client == null) {
            client = address;
        }
        return true;
    }

    /** Forgets one of the client's addresses. */
    public void removeClient(InetSocketAddress address) {
        if (clients.remove(address)) {
            port.remove(address, this);
            if (address.equals(client)) {
                client = clients.isEmpty() ? null : clients.get(0);
            }
        }
    }

    /** The client's addresses; a live view. */
    public List<InetSocketAddress> clients() {
        return clientsView; // asked for each datagram
    }

    /** Sends the origin's datagrams to another address from now on; it must be one of the client's. */
    public void moveTo(InetSocketAddress address) {
        int index = clients.indexOf(address);
        if (index < 0) {
            throw new IllegalArgumentException("not an address of this client");
        }
        client = clients.get(index);
    }

    /** Sends a datagram of the protocol's own to the origin, at once; takes it over. */
    public void sendToOrigin(ByteBuf payload) {
        if (isOpen(payload)) {
            toOrigin.send(payload, null);
        }
    }

    /** Sends a datagram of the protocol's own to an address, at once; takes it over. */
    public void sendToClient(ByteBuf payload, InetSocketAddress address) {
        if (isOpen(payload)) {
            toClient.send(payload, address);
        }
    }

    /** Notes that the client lives, where it was heard on another way; what it sends to its origin is noted anyway. */
    public void heardClient() {
        idle.heard(System.nanoTime());
    }

    /** Nanoseconds since the client was last heard. */
    public long silentNanos() {
        return System.nanoTime() - idle.heardAt();
    }

    /** A datagram of one of the client's addresses; takes it over. */
    void fromClient(InetSocketAddress from, ByteBuf payload) {
        if (!isOpen(payload)) {
            return;
        }
        DatagramRelay target;
        try {
            target = owner.fromClient(this, from, payload);
        } catch (RuntimeException e) {
            bug(e);
            target = null;
        }
        if (target == null) {
            payload.release();
        } else if (target.loop != loop) {
            loop.handOver(target, from, payload);
        } else if (target.isOpen(payload)) {
            target.idle.heard(loop.now());
            target.toOrigin.add(payload, null);
        }
    }

    /** A datagram of the origin; takes it over. */
    void fromOrigin(ByteBuf payload) {
        if (!isOpen(payload)) {
            return;
        }
        InetSocketAddress to;
        try {
            to = owner.fromOrigin(this, payload);
        } catch (RuntimeException e) {
            bug(e);
            to = null;
        }
        if (to == null) {
            payload.release();
        } else {
            toClient.add(payload, to);
        }
    }

    private boolean isOpen(ByteBuf payload) {
        if (closed) {
            loop.counters().dropped(DatagramDrop.ENDED, 1);
            payload.release();
        }
        return !closed;
    }

    void originFailed(Throwable cause) {
        if (!closed) {
            owner.originFailed(this, cause);
        }
    }

    private void idle() {
        owner.idle(this);
    }

    private void bug(RuntimeException error) {
        LOG.error("{} a bug cost a datagram", session, error);
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the origin's socket and forgets the client; the session's end does so too. On the event loop. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        clients.forEach(address -> port.remove(address, this));
        clients.clear();
        client = null;
        loop.unwatch(idle);
        origin.close();
    }
}
