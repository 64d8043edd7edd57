package org.mediaproxy.core.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The kinds of socket transport; each knows its event loop's handler and its channels. */
@SuppressWarnings("ImmutableEnumChecker") // the suppliers are method references without state
enum TransportKind {
    EPOLL(
            Epoll::isAvailable,
            HalfCloseEpoll::newFactory,
            EpollServerSocketChannel.class,
            EpollSocketChannel.class,
            EpollDatagramChannel::new,
            () -> new EpollDatagramChannel(SocketProtocolFamily.INET),
            EpollDatagramChannel::isSegmentedDatagramPacketSupported,
            true),
    IO_URING(
            IoUring::isAvailable,
            IoUringIoHandler::newFactory,
            IoUringServerSocketChannel.class,
            IoUringSocketChannel.class,
            IoUringDatagramChannel::new,
            () -> new IoUringDatagramChannel(SocketProtocolFamily.INET),
            IoUringDatagramChannel::isSegmentedDatagramPacketSupported,
            true),
    NIO(
            () -> true,
            NioIoHandler::newFactory,
            NioServerSocketChannel.class,
            NioSocketChannel.class,
            NioDatagramChannel::new,
            () -> new NioDatagramChannel(SocketProtocolFamily.INET),
            () -> false,
            false);

    private final BooleanSupplier available;
    private final Supplier<IoHandlerFactory> handler;
    private final Class<? extends ServerSocketChannel> server;
    private final Class<? extends SocketChannel> socket;
    private final ChannelFactory<DatagramChannel> datagrams;
    private final ChannelFactory<DatagramChannel> ipv4Datagrams;
    private final BooleanSupplier segments;
    private final boolean sharesPorts;

    TransportKind(
            BooleanSupplier available,
            Supplier<IoHandlerFactory> handler,
            Class<? extends ServerSocketChannel> server,
            Class<? extends SocketChannel> socket,
            ChannelFactory<DatagramChannel> datagrams,
            ChannelFactory<DatagramChannel> ipv4Datagrams,
            BooleanSupplier segments,
            boolean sharesPorts) {
        this.available = available;
        this.handler = handler;
        this.server = server;
        this.socket = socket;
        this.datagrams = datagrams;
        this.ipv4Datagrams = ipv4Datagrams;
        this.segments = segments;
        this.sharesPorts = sharesPorts;
    }

    /** The kind for a setting's word; {@code auto} is epoll where it loads, else NIO. */
    static TransportKind chosen(String word) {
        if (word.equals("auto")) {
            return EPOLL.available.getAsBoolean() ? EPOLL : NIO;
        }
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    boolean isAvailable() {
        return available.getAsBoolean();
    }

    IoHandlerFactory ioHandler() {
        return handler.get();
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return server;
    }

    /** A listening socket of another process; epoll only. */
    ServerSocketChannel inheritedServer(int descriptor) {
        return new EpollServerSocketChannel(descriptor);
    }

    /** A bound datagram socket of another process; epoll only. */
    DatagramChannel inheritedDatagrams(int descriptor) {
        return new EpollDatagramChannel(descriptor);
    }

    /** Whether sockets can go from one process to another. */
    boolean handsOver() {
        return this == EPOLL;
    }

    /** Whether bytes can go from one of its TCP sockets to another inside the kernel. */
    boolean splices() {
        return this == EPOLL;
    }

    Class<? extends SocketChannel> socketChannel() {
        return socket;
    }

    /**
     * Makes datagram sockets.
     *
     * @param ipv4 for IPv4 only, which the kernel serves faster than a socket for both
     */
    ChannelFactory<DatagramChannel> datagramChannels(boolean ipv4) {
        return ipv4 ? ipv4Datagrams : datagrams;
    }

    /** Whether a run of datagrams can be sent as one packet that the kernel cuts (UDP_SEGMENT). */
    boolean sendsSegments() {
        return segments.getAsBoolean();
    }

    /** Whether several sockets can listen on one port (SO_REUSEPORT). */
    boolean sharesPorts() {
        return sharesPorts;
    }

    /** Whether datagrams of a connected socket lie one behind another in one buffer. */
    boolean readsAdjacently() {
        return this == EPOLL;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
