package org.mediaproxy.core.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unix domain sockets between processes of one owner, which can also carry descriptors. The other end's owner is asked of
 * the kernel, at both ends; somebody else's connection is closed unread. Epoll only. Any thread.
 */
public final class LocalSockets {

    private static final Logger LOG = LoggerFactory.getLogger(LocalSockets.class);

    private final EventLoop loop;

    LocalSockets(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Listens at a path where nothing is yet.
     *
     * @param accepted fills the pipeline of each new connection, on the event loop
     */
    public CompletionStage<Channel> listen(Path path, Consumer<Channel> accepted) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {
                    @Override
                    protected void initChannel(EpollDomainSocketChannel channel) throws IOException {
                        if (isOwn(channel)) {
                            accepted.accept(channel);
                        } else {
                            LOG.warn("a connection of user {} is refused", channel.peerCredentials());
                            channel.close();
                        }
                    }
                });
        return stage(bootstrap.bind(new DomainSocketAddress(path.toFile())));
    }

    /**
     * Connects to a path.
     *
     * @param descriptors whether what comes in is descriptors, not bytes
     * @param opened fills the pipeline before the connection is made, on the event loop
     */
    public CompletionStage<Channel> connect(Path path, boolean descriptors, Consumer<Channel> opened) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollDomainSocketChannel.class)
                .option(
                        UnixChannelOption.DOMAIN_SOCKET_READ_MODE,
                        descriptors ? DomainSocketReadMode.FILE_DESCRIPTORS : DomainSocketReadMode.BYTES)
                .handler(new ChannelInitializer<EpollDomainSocketChannel>() {
                    @Override
                    protected void initChannel(EpollDomainSocketChannel channel) {
                        opened.accept(channel);
                    }
                });
        return stage(bootstrap.connect(new DomainSocketAddress(path.toFile()))).thenApply(LocalSockets::checked);
    }

    private static Channel checked(Channel channel) {
        try {
            if (isOwn((EpollDomainSocketChannel) channel)) {
                return channel;
            }
        } catch (IOException e) {
            LOG.debug("whose socket it is cannot be found out", e);
        }
        channel.close();
        throw new IllegalStateException("the socket is another user's");
    }

    private static boolean isOwn(EpollDomainSocketChannel channel) throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid")
                .equals(channel.peerCredentials().uid());
    }

    private static CompletionStage<Channel> stage(ChannelFuture future) {
        CompletableFuture<Channel> stage = new CompletableFuture<>();
        future.addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                stage.complete(done.channel());
            } else {
                stage.completeExceptionally(done.cause());
            }
        });
        return stage;
    }
}
