package org.mediaproxy.core.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** How listening TCP sockets are made, or taken over from another process. Blocks: used at start only. */
final class TcpSockets {

    private static final int BACKLOG = 4096;

    private final TransportKind kind;
    private final MultiThreadIoEventLoopGroup loops;
    private final Listeners listeners;

    TcpSockets(TransportKind kind, MultiThreadIoEventLoopGroup loops, Listeners listeners) {
        this.kind = kind;
        this.loops = loops;
        this.listeners = listeners;
    }

    List<Channel> listen(InetSocketAddress wanted, AcceptHandler handler) {
        List<FileDescriptor> inherited = listeners.take(Listeners.name(Listeners.TCP, wanted));
        List<Channel> sockets = inherited.isEmpty() ? bound(wanted, handler) : adopted(inherited, handler);
        listeners.opened(
                Listeners.name(Listeners.TCP, (InetSocketAddress) sockets.get(0).localAddress()), sockets);
        return sockets;
    }

    private List<Channel> bound(InetSocketAddress address, AcceptHandler handler) {
        InetSocketAddress wanted = address;
        PortProbe.check(wanted);
        List<Channel> sockets = new ArrayList<>();
        boolean shared = kind.sharesPorts();
        try {
            for (EventExecutor executor : loops) {
                EventLoop loop = (EventLoop) executor;
                ServerBootstrap bootstrap = bootstrap(loop, handler).channel(kind.serverChannel());
                if (shared) {
                    bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
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
     * Uses the sockets of another process, as many as it had: one that is left out would keep connections that nobody
     * accepts, and one more would take some of them from a process that may yet fail to start. They are not read until told.
     */
    private List<Channel> adopted(List<FileDescriptor> inherited, AcceptHandler handler) {
        List<Channel> sockets = new ArrayList<>();
        List<EventLoop> all = new ArrayList<>();
        loops.forEach(executor -> all.add((EventLoop) executor));
        for (FileDescriptor descriptor : inherited) {
            EventLoop loop = all.get(sockets.size() % all.size());
            sockets.add(bootstrap(loop, handler)
                    .channelFactory(() -> kind.inheritedServer(descriptor.intValue()))
                    .option(ChannelOption.AUTO_READ, false)
                    .register()
                    .syncUninterruptibly()
                    .channel());
        }
        return List.copyOf(sockets);
    }

    private ServerBootstrap bootstrap(EventLoop loop, AcceptHandler handler) {
        return new ServerBootstrap()
                .group(loop, loops)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Transport.WATER_MARK)
                .childHandler(handler);
    }
}
