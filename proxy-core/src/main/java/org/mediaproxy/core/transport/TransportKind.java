package org.mediaproxy.core.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
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
            LastingEpollHandler::newFactory,
            EpollServerSocketChannel.class,
            EpollSocketChannel.class,
            true),
    IO_URING(
            IoUring::isAvailable,
            IoUringIoHandler::newFactory,
            IoUringServerSocketChannel.class,
            IoUringSocketChannel.class,
            true),
    NIO(() -> true, NioIoHandler::newFactory, NioServerSocketChannel.class, NioSocketChannel.class, false);

    private final BooleanSupplier available;
    private final Supplier<IoHandlerFactory> handler;
    private final Class<? extends ServerSocketChannel> server;
    private final Class<? extends SocketChannel> socket;
    private final boolean sharesPorts;

    TransportKind(
            BooleanSupplier available,
            Supplier<IoHandlerFactory> handler,
            Class<? extends ServerSocketChannel> server,
            Class<? extends SocketChannel> socket,
            boolean sharesPorts) {
        this.available = available;
        this.handler = handler;
        this.server = server;
        this.socket = socket;
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

    Class<? extends SocketChannel> socketChannel() {
        return socket;
    }

    /** Whether several sockets can listen on one port (SO_REUSEPORT). */
    boolean sharesPorts() {
        return sharesPorts;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
