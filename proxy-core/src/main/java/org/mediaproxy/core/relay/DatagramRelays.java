package org.mediaproxy.core.relay;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.transport.Transport;

/**
 * All that one protocol relays over UDP: its ports, and the relays of its sessions. Opened once by the protocol's
 * server; has nothing to close but its ports. Any thread.
 *
 * <p>A protocol listens, learns of strangers through {@link UnknownDatagrams}, opens a relay for one that starts a
 * session, and gives it the client's address. From then on datagrams pass, through {@link DatagramOwner}'s hands.
 */
public final class DatagramRelays {

    /** Datagrams relayed, by protocol and direction ({@code in} from clients, {@code out} to clients). */
    public static final String PACKETS = "srs_proxy_datagrams_total";

    /** Datagrams thrown away, by protocol and reason. */
    public static final String DROPPED = "srs_proxy_datagrams_dropped_total";

    /** Runs of datagrams that the kernel would not cut, by protocol; they were sent one by one. */
    public static final String UNSEGMENTED = "srs_proxy_datagram_runs_refused_total";

    private final Transport transport;
    private final DatagramCounters counters;
    private final Map<EventLoop, DatagramLoop> loops = new HashMap<>();

    /**
     * The relays of one protocol.
     *
     * @param protocol the word in metric labels
     * @param idle after how long without a datagram of the client's the owner is told; at least 16 ms
     */
    public DatagramRelays(Transport transport, Counters counters, String protocol, Duration idle) {
        if (idle.toMillis() < 16) {
            throw new IllegalArgumentException("an idle time of " + idle + " is below 16 ms");
        }
        this.transport = transport;
        this.counters = new DatagramCounters(counters, protocol);
        transport.loops().forEach(loop -> loops.put(loop, new DatagramLoop(loop, this.counters, idle.toNanos())));
    }

    /**
     * Listens on every loop. Blocks until bound: call it at start, never on an event loop. Where the transport cannot
     * share a port (NIO) there is one socket, on the first loop, and sessions belong there.
     *
     * @throws java.io.UncheckedIOException if the address cannot be had
     */
    public DatagramPort listen(HostPort address, UnknownDatagrams unknown) {
        DatagramPort port = new DatagramPort(unknown);
        return port.bound(transport.listenUdp(address, loop -> new ClientDatagrams(port, loop(loop)), false));
    }

    /**
     * Binds a port of one session's own, on its loop, and completes there; for a caller on the loop before it returns.
     */
    public CompletionStage<DatagramPort> bind(EventLoop loop, InetSocketAddress address, UnknownDatagrams unknown) {
        DatagramPort port = new DatagramPort(unknown);
        return transport
                .bindUdp(loop, address, new ClientDatagrams(port, loop(loop)))
                .thenApply(port::bound);
    }

    /**
     * Binds a socket for an origin that must know where to send before the proxy knows where from. Completes like {@link
     * #bind}. Whoever asked closes it, until a relay has it.
     */
    public CompletionStage<OriginSocket> bindOrigin(EventLoop loop, InetSocketAddress local) {
        OriginDatagrams datagrams = new OriginDatagrams(loop(loop));
        return transport
                .bindUdp(loop, local, datagrams)
                .thenApply(bound -> new OriginSocket(bound.socket(loop), datagrams));
    }

    /**
     * Opens the relay of a session with a socket that is bound already, which is connected and belongs to the relay from
     * now on. On the session's loop, where it completes; otherwise like the other {@link #open}.
     *
     * @param origin the one address that is heard and sent to
     */
    public CompletionStage<DatagramRelay> open(
            DatagramPort port, OriginSocket socket, InetSocketAddress origin, Session session, DatagramOwner owner) {
        DatagramLoop home = loop(socket.channel().eventLoop());
        socket.datagrams().hearOnly(origin);
        return opened(socket.channel().connect(origin), socket.datagrams(), port, home, session, owner, false);
    }

    /**
     * Opens the relay of a session: a socket on its loop, connected to the origin. Completes on that loop; at once for a
     * caller there, if the host is an address. The relay knows no client yet; it is closed when the session ends, also if
     * that was meanwhile. The owner brings the session into its relay phase.
     *
     * @param port where the client comes in
     * @param loop the session's
     * @param local the address to send to the origin from; null lets the system choose
     */
    public CompletionStage<DatagramRelay> open(
            DatagramPort port,
            EventLoop loop,
            @Nullable InetSocketAddress local,
            String originHost,
            int originPort,
            Session session,
            DatagramOwner owner) {
        DatagramLoop home = loop(loop);
        OriginDatagrams datagrams = new OriginDatagrams(home);
        ChannelFuture connecting = transport.connectUdp(loop, local, originHost, originPort, datagrams);
        return opened(connecting, datagrams, port, home, session, owner, transport.readsAdjacently());
    }

    private CompletionStage<DatagramRelay> opened(
            ChannelFuture connecting,
            OriginDatagrams datagrams,
            DatagramPort port,
            DatagramLoop home,
            Session session,
            DatagramOwner owner,
            boolean adjacent) {
        CompletableFuture<DatagramRelay> opened = new CompletableFuture<>();
        connecting.addListener((ChannelFuture connected) -> {
            Throwable cause = connected.cause();
            if (cause != null) {
                connected.channel().close();
                opened.completeExceptionally(cause);
                return;
            }
            DatagramRelay relay = new DatagramRelay(
                    port, home, connected.channel(), session, owner, adjacent, transport.sendsSegments());
            datagrams.belongTo(relay);
            relay.start();
            opened.complete(relay);
        });
        return opened;
    }

    /** Where a protocol counts what it throws away itself, for one of the relay's own reasons. Any thread. */
    public LongAdder dropped(DatagramDrop reason) {
        return counters.dropped(reason);
    }

    /** What the relays share on a loop. */
    DatagramLoop loop(EventLoop loop) {
        DatagramLoop found = loops.get(loop);
        if (found == null) {
            throw new IllegalArgumentException("a loop of another transport");
        }
        return found;
    }
}
