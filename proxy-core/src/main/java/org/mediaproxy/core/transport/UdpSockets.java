package org.mediaproxy.core.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;

/**
 * How datagram sockets are made. On epoll one system call reads up to 32 datagrams of many clients (recvmmsg), and a
 * socket is read once each time it is ready: with level-triggered epoll a second call, which would mostly find nothing,
 * is never needed. UDP_GRO stays off, as Netty loses the segment size where both are on (its issue 17492). A socket that
 * is connected to an origin reads one datagram a call, each behind the last: no address and no object is made for it
 * then, and what has the same size is a run already. The other transports read one datagram a call.
 */
final class UdpSockets {

    private static final int BATCH = 32;
    private static final RecvByteBufAllocator MANY = ReusedReadBuffer.atOnce();
    private static final RecvByteBufAllocator ONE =
            new FixedRecvByteBufAllocator(UdpListener.MAX_PAYLOAD).maxMessagesPerRead(BATCH);

    /** Kernel buffers in bytes; the system's own limit may make them smaller. */
    private static final int LISTENER_BUFFER = 4 << 20;

    private static final int ORIGIN_BUFFER = 1 << 20;

    /** Bytes that may wait for a socket whose kernel buffer is full; beyond the high mark senders drop. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final TransportKind kind;
    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup channels;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private final Listeners listeners;

    UdpSockets(
            TransportKind kind,
            MultiThreadIoEventLoopGroup loops,
            ChannelGroup channels,
            AddressResolverGroup<InetSocketAddress> resolver,
            Listeners listeners) {
        this.kind = kind;
        this.loops = loops;
        this.channels = channels;
        this.resolver = resolver;
        this.listeners = listeners;
    }

    UdpListener listen(HostPort address, Function<EventLoop, ChannelHandler> handlers, boolean destinations) {
        InetSocketAddress wanted = address.toBindAddress();
        List<FileDescriptor> inherited = listeners.take(Listeners.name(Listeners.UDP, wanted));
        List<Channel> sockets =
                inherited.isEmpty() ? bound(wanted, handlers, destinations) : adopted(inherited, handlers);
        UdpListener listener =
                new UdpListener((InetSocketAddress) sockets.get(0).localAddress(), sockets);
        listeners.opened(listener);
        return listener;
    }

    private List<Channel> bound(
            InetSocketAddress address, Function<EventLoop, ChannelHandler> handlers, boolean destinations) {
        InetSocketAddress wanted = address;
        PortProbe.checkUdp(wanted);
        List<Channel> sockets = new ArrayList<>();
        boolean shared = kind.sharesPorts();
        try {
            for (EventExecutor executor : loops) {
                EventLoop loop = (EventLoop) executor;
                Bootstrap bootstrap = socket(loop, isIpv4(wanted), handlers.apply(loop), LISTENER_BUFFER);
                if (shared) {
                    bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
                }
                if (destinations && kind == TransportKind.EPOLL) {
                    bootstrap.option(EpollChannelOption.IP_RECVORIGDSTADDR, true);
                }
                Channel socket = bootstrap.bind(wanted).syncUninterruptibly().channel();
                sockets.add(socket);
                wanted = (InetSocketAddress) socket.localAddress(); // port 0 is chosen once
                if (!shared) {
                    break;
                }
            }
        } catch (Exception e) { // Netty throws the checked BindException unannounced
            sockets.forEach(Channel::close);
            throw PortProbe.failed(wanted, e);
        }
        return List.copyOf(sockets);
    }

    /**
     * Uses the sockets of another process, as many as it had, since the kernel spreads clients over all of them. They are not
     * read until told. Loops beyond their number have none, and so no clients.
     */
    private List<Channel> adopted(List<FileDescriptor> inherited, Function<EventLoop, ChannelHandler> handlers) {
        List<EventLoop> all = new ArrayList<>();
        loops.forEach(executor -> all.add((EventLoop) executor));
        List<Channel> sockets = new ArrayList<>();
        for (FileDescriptor descriptor : inherited) {
            EventLoop loop = all.get(sockets.size() % all.size());
            ChannelFactory<DatagramChannel> factory = () -> kind.inheritedDatagrams(descriptor.intValue());
            sockets.add(socket(loop, factory, handlers.apply(loop), LISTENER_BUFFER)
                    .option(ChannelOption.AUTO_READ, false)
                    .register()
                    .syncUninterruptibly()
                    .channel());
        }
        return List.copyOf(sockets);
    }

    /** A bootstrap's own bind comes back to the loop first; a session that has its port at once need not wait. */
    CompletionStage<UdpListener> bind(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
        CompletableFuture<UdpListener> listener = new CompletableFuture<>();
        socket(loop, isIpv4(address), handler, LISTENER_BUFFER).register().addListener((ChannelFuture registered) -> {
            Channel socket = registered.channel();
            if (registered.cause() != null) {
                listener.completeExceptionally(registered.cause());
                return;
            }
            socket.bind(address).addListener(bound -> {
                if (bound.cause() != null) {
                    socket.close();
                    listener.completeExceptionally(bound.cause());
                } else {
                    listener.complete(new UdpListener((InetSocketAddress) socket.localAddress(), List.of(socket)));
                }
            });
        });
        return listener;
    }

    ChannelFuture connect(
            EventLoop loop, @Nullable InetSocketAddress local, String host, int port, ChannelHandler handler) {
        InetSocketAddress origin = InetSocketAddress.createUnresolved(host, port);
        boolean ipv4 = NetUtil.isValidIpV4Address(host) && (local == null || isIpv4(local));
        ChannelHandler first = kind.readsAdjacently() ? new AdjacentReads(handler) : handler;
        Bootstrap bootstrap = socket(loop, ipv4, first, ORIGIN_BUFFER).resolver(resolver);
        return local == null ? bootstrap.connect(origin) : bootstrap.connect(origin, local);
    }

    /** Whether only IPv4 can come there; the wildcard of a port alone is for both. */
    private static boolean isIpv4(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host instanceof Inet4Address && !host.isAnyLocalAddress();
    }

    private Bootstrap socket(EventLoop loop, boolean ipv4, ChannelHandler handler, int buffer) {
        return socket(loop, kind.datagramChannels(ipv4), handler, buffer);
    }

    private Bootstrap socket(
            EventLoop loop, ChannelFactory<DatagramChannel> factory, ChannelHandler handler, int buffer) {
        boolean epoll = kind == TransportKind.EPOLL;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(factory)
                .option(ChannelOption.RECVBUF_ALLOCATOR, epoll ? MANY : ONE)
                .option(ChannelOption.SO_RCVBUF, buffer)
                .option(ChannelOption.SO_SNDBUF, buffer)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        channel.pipeline().addLast(handler);
                    }
                });
        if (epoll) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, UdpListener.MAX_PAYLOAD);
        }
        return bootstrap;
    }

    /** Sets the way of reading up when the channel is there, which has to be asked whether it is open still. */
    private static final class AdjacentReads extends ChannelInitializer<Channel> {

        private final ChannelHandler handler;

        AdjacentReads(ChannelHandler handler) {
            this.handler = handler;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 0); // one datagram a call
            channel.config().setRecvByteBufAllocator(ReusedReadBuffer.adjacent(channel));
            channel.pipeline().addLast(handler);
        }
    }
}
