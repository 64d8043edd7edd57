package org.mediaproxy.rtsp;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.transport.TcpListener;

/** The RTSP listener from start to close. */
final class RtspServer implements ProtocolServer {

    private final ProxyContext context;
    private final RtspSettings settings;
    private final @Nullable RtspUdp udp;
    private final Map<Channel, RtspPipeline> clients = new ConcurrentHashMap<>();
    private @Nullable TcpListener listener;

    RtspServer(ProxyContext context, RtspSettings settings) {
        this.context = context;
        this.settings = settings;
        this.udp = settings.udpPorts()
                .map(range -> RtspUdp.open(context, range, settings.idleTimeout()))
                .orElse(null);
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        listener = context.transport().listen(settings.listen(), this::accept);
        return CompletableFuture.completedFuture(null);
    }

    private void accept(Channel channel, InetSocketAddress client) {
        RtspPipeline pipeline = new RtspPipeline(context, settings, udp, false, channel, client);
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
        if (listener != null) {
            listener.close();
        }
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return listener == null ? List.of() : List.of(new BoundEndpoint(RtspProtocol.NAME, "rtsp", listener.address()));
    }
}
