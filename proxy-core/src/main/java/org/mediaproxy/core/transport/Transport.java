package org.mediaproxy.core.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.DurationHistogram;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of one proxy, its listeners and its connections to origins. Opened once, closed by its owner; any
 * thread.
 */
public final class Transport implements AutoCloseable {

    /** Connections closed at once because a limit was reached. */
    public static final String REFUSED = "srs_proxy_connections_refused_total";

    /** How long connects to origins took, by result. */
    public static final String CONNECT_TIME = "srs_proxy_origin_connect_seconds";

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private static final long CLOSE_SECONDS = 5;
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final TransportKind kind;
    private final TransportSettings settings;
    private final Counters counters;
    private final MultiThreadIoEventLoopGroup loops;
    private final ConnectionLimits limits;
    private final ChannelGroup channels = new DefaultChannelGroup("mediaproxy", GlobalEventExecutor.INSTANCE, true);
    private final OffloadedResolver resolver;
    private final Listeners listeners = new Listeners();
    private final TcpSockets tcp;
    private final UdpSockets udp;
    private final DurationHistogram connected;
    private final DurationHistogram unconnected;

    public Transport(TransportSettings settings, Counters counters) {
        this.kind = TransportKind.chosen(settings.kind());
        this.settings = settings;
        this.counters = counters;
        this.loops = new PackedLoops(settings.threads(), kind.ioHandler());
        this.resolver = new OffloadedResolver(settings.connectTimeout());
        this.tcp = new TcpSockets(kind, loops, listeners);
        this.udp = new UdpSockets(kind, loops, channels, resolver, listeners);
        this.connected = counters.histogram(CONNECT_TIME, "result", "ok");
        this.unconnected = counters.histogram(CONNECT_TIME, "result", "failed");
        this.limits = new ConnectionLimits(settings.maxConnections(), settings.maxConnectionsPerAddress());
        LOG.info("transport {} with {} event loops", kind.label(), settings.threads());
    }

    /** The settings it was opened with. */
    public TransportSettings settings() {
        return settings;
    }

    /** The event loop for something new: as few as can do it well have all the work. */
    public EventLoop nextLoop() {
        return loops.next();
    }

    /** The sockets that it listens with, for a process that takes over. */
    public Listeners listeners() {
        return listeners;
    }

    /**
     * Sockets between processes of this machine.
     *
     * @throws IllegalStateException if the transport is not epoll
     */
    public LocalSockets localSockets() {
        if (kind != TransportKind.EPOLL) {
            throw new IllegalStateException(kind.label() + " has no sockets between processes");
        }
        return new LocalSockets(nextLoop());
    }

    /** Client connections open now. */
    public int connections() {
        return limits.open();
    }

    /**
     * Listens for TCP connections, with one socket for each event loop where the transport can share a port; each
     * connection has one loop for its life. Blocks until bound: call it at start, never on an event loop.
     *
     * @throws java.io.UncheckedIOException if the address cannot be had, also where another process shares its port
     */
    public TcpListener listen(HostPort address, TcpAcceptor acceptor) {
        AcceptHandler handler = new AcceptHandler(limits, settings, acceptor, counters.counter(REFUSED), channels);
        List<Channel> sockets = tcp.listen(address.toBindAddress(), handler);
        channels.addAll(sockets);
        return new TcpListener((InetSocketAddress) sockets.get(0).localAddress(), sockets);
    }

    /**
     * Connects to an origin on the given loop. The new channel reads from the start, and half-closes. The future
     * completes within the time for name resolution and, behind it, the one for the connection, each the connect
     * timeout of the settings.
     *
     * @param handler added before the connection is made
     */
    public ChannelFuture connect(EventLoop loop, String host, int port, ChannelHandler handler) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(kind.socketChannel())
                .resolver(resolver)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, settings.connectTimeout().toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        TcpReads.install(channel, settings.splice());
                        channels.add(channel);
                        channel.pipeline().addLast(handler);
                    }
                });
        long begun = System.nanoTime();
        ChannelFuture connecting = bootstrap.connect(InetSocketAddress.createUnresolved(host, port));
        connecting.addListener(done -> {
            if (!(done.cause() instanceof ClosedChannelException)) { // then nobody waits for it any more
                (done.isSuccess() ? connected : unconnected).record(System.nanoTime() - begun);
            }
        });
        return connecting;
    }

    /**
     * Connects to an origin's endpoint, as {@link #connect(EventLoop, String, int, ChannelHandler)} does; where the
     * endpoint speaks TLS the future completes when hands are shaken, which may take the connect timeout once more.
     *
     * @param handler added when the channel is fit for its words; before the connection is made where there is no TLS
     */
    public ChannelFuture connect(EventLoop loop, OriginEndpoint endpoint, ChannelHandler handler) {
        if (!endpoint.tls()) {
            return connect(loop, endpoint.host(), endpoint.port(), handler);
        }
        Promise<Boolean> secured = loop.newPromise();
        ChannelFuture connecting = connect(loop, endpoint.host(), endpoint.port(), new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                SslHandler tls = settings.originTls().newHandler(channel.alloc(), endpoint.host(), endpoint.port());
                tls.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
                channel.pipeline().addLast(tls, new OriginHandshakeHandler(handler, secured));
            }
        });
        ChannelPromise ready = connecting.channel().newPromise();
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                ready.tryFailure(connected.cause());
            }
        });
        secured.addListener(done -> {
            if (done.isSuccess()) {
                ready.trySuccess();
            } else {
                ready.tryFailure(done.cause());
            }
        });
        return ready;
    }

    /**
     * Listens for datagrams, with one socket for each event loop where the transport can share a port; the kernel gives
     * one client's datagrams to one socket as long as the client's address and the sockets stay the same. Blocks until
     * bound: call it at start, never on an event loop.
     *
     * <p>Datagrams are read up to {@link UdpListener#MAX_PAYLOAD} bytes, many in one call on epoll. Their {@code
     * recipient()} is the socket's own address; with {@code destinations} it is the address that the client sent to
     * where the transport tells (epoll and IPv4, IP_RECVORIGDSTADDR), at the cost of one more address a datagram. No
     * transport of Netty can choose the address it sends from: on a host with several, listen on each of them, not on
     * all at once.
     *
     * @param handlers makes the handler of each loop's socket
     * @param destinations whether to learn where datagrams were sent to
     * @throws java.io.UncheckedIOException if the address cannot be had, also where another process shares its port
     */
    public UdpListener listenUdp(HostPort address, Function<EventLoop, ChannelHandler> handlers, boolean destinations) {
        return udp.listen(address, handlers, destinations);
    }

    /**
     * Binds one datagram socket on one loop, as a session with a port of its own needs it. Any thread; completes on the
     * loop, for a caller there before it returns, with a {@link java.net.BindException} if the address cannot be had.
     *
     * @param handler added before the socket is bound
     */
    public CompletionStage<UdpListener> bindUdp(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
        return udp.bind(loop, address, handler);
    }

    /**
     * Opens a datagram socket that is connected to an origin, on the given loop. Where the origin's host is an address,
     * the future is complete on return to a caller on that loop.
     *
     * <p>Where {@link #readsAdjacently}, the content of a packet is the buffer of the whole read, whose indices move on
     * when the handler returns; who keeps a datagram takes a slice.
     *
     * @param local the address to bind first; null lets the system choose
     * @param handler added before the socket is connected
     */
    public ChannelFuture connectUdp(
            EventLoop loop, @Nullable InetSocketAddress local, String host, int port, ChannelHandler handler) {
        return udp.connect(loop, local, host, port, handler);
    }

    /**
     * The addresses of a name, in the system's order; of an address, that address. Any thread; completes on an event loop,
     * within the connect timeout, and fails with {@link java.net.UnknownHostException}.
     */
    public CompletionStage<List<InetAddress>> resolve(String host) {
        CompletableFuture<List<InetAddress>> all = new CompletableFuture<>();
        resolver.getResolver(nextLoop())
                .resolveAll(InetSocketAddress.createUnresolved(host, 0))
                .addListener((Future<List<InetSocketAddress>> done) -> {
                    if (done.isSuccess()) {
                        all.complete(done.getNow().stream()
                                .map(InetSocketAddress::getAddress)
                                .toList());
                    } else {
                        all.completeExceptionally(done.cause());
                    }
                });
        return all;
    }

    /** Whether datagram sockets take {@link io.netty.channel.unix.SegmentedDatagramPacket}; a send may yet fail. */
    public boolean sendsSegments() {
        return kind.sendsSegments();
    }

    /**
     * Whether the datagrams that {@link #connectUdp}'s socket reads at a time lie one behind another in one buffer. An
     * empty one ends such a read unseen.
     */
    public boolean readsAdjacently() {
        return kind.readsAdjacently();
    }

    /** The event loops, in an order that never changes. */
    public List<EventLoop> loops() {
        List<EventLoop> all = new ArrayList<>();
        loops.forEach(executor -> all.add((EventLoop) executor));
        return all;
    }

    /**
     * Closes every listener and connection, then ends the event loops; completes when they have ended. In this order,
     * because a loop of io_uring that ends with sockets open leaves them open.
     */
    public CompletionStage<@Nullable Void> closeAsync() {
        CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        channels.close().addListener(all -> closed.complete(null));
        return closed.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).thenCompose(none -> endLoops());
    }

    private CompletionStage<@Nullable Void> endLoops() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Future<?> terminated = loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        terminated.addListener(ended -> done.complete(null));
        resolver.close();
        return done;
    }

    @Override
    public void close() {
        closeAsync();
    }
}
