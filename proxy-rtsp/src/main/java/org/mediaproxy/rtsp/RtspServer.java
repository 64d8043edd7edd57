package org.mediaproxy.rtsp;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.transport.TcpAcceptor;
import org.mediaproxy.core.transport.TcpListener;

/** The RTSP listeners from start to close. */
final class RtspServer implements ProtocolServer {

    private final ProxyContext context;
    private final RtspSettings settings;
    private final @Nullable RtspUdp udp;
    private final Map<Channel, RtspPipeline> clients = new ConcurrentHashMap<>();
    private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
    private final List<BoundEndpoint> endpoints = new CopyOnWriteArrayList<>();

    RtspServer(ProxyContext context, RtspSettings settings) {
        this.context = context;
        this.settings = settings;
        this.udp = settings.udpPorts()
                .map(range -> RtspUdp.open(context, range, settings.idleTimeout()))
                .orElse(null);
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        listen("rtsp", settings.listen(), (channel, client) -> accept(channel, client, false));
        settings.listenTls().ifPresent(address -> listen("rtsps", address, this::acceptTls));
        return CompletableFuture.completedFuture(null);
    }

    private void listen(String scheme, HostPort address, TcpAcceptor acceptor) {
        TcpListener listener = context.transport().listen(address, acceptor);
        listeners.add(listener);
        endpoints.add(new BoundEndpoint(RtspProtocol.NAME, scheme, listener.address()));
    }

    private void acceptTls(Channel channel, InetSocketAddress client) {
        channel.pipeline().addLast(context.tls().orElseThrow().newHandler(channel.alloc()));
        accept(channel, client, true);
    }

    private void accept(Channel channel, InetSocketAddress client, boolean secure) {
        RtspPipeline pipeline = new RtspPipeline(context, settings, udp, secure, channel, client);
        clients.put(channel, pipeline);
        channel.closeFuture().addListener(closed -> clients.remove(channel));
        pipeline.begin();
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        stopListening();
        return context.sessions().whenNone(RtspProtocol.NAME);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        stopListening();
        List<CompletableFuture<?>> stopped = new ArrayList<>();
        clients.forEach(
                (channel, pipeline) -> stopped.add(CompletableFuture.runAsync(pipeline::stop, channel.eventLoop())));
        return CompletableFuture.allOf(stopped.toArray(CompletableFuture<?>[]::new));
    }

    private void stopListening() {
        listeners.forEach(TcpListener::close);
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return List.copyOf(endpoints);
    }
}
