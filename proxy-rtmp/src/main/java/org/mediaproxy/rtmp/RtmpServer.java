package org.mediaproxy.rtmp;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.transport.TcpListener;

/** The RTMP listener from start to close. */
final class RtmpServer implements ProtocolServer {

    private final ProxyContext context;
    private final RtmpSettings settings;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private @Nullable TcpListener listener;

    RtmpServer(ProxyContext context, RtmpSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        listener = context.transport().listen(settings.listen(), this::accept);
        return CompletableFuture.completedFuture(null);
    }

    private void accept(Channel channel, InetSocketAddress client) {
        clients.add(channel);
        new RtmpPipeline(context, settings, channel, client).begin();
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        stopListening();
        return context.sessions().whenNone(RtmpProtocol.NAME);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        stopListening();
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        clients.close().addListener(closed -> done.complete(null));
        return done;
    }

    private void stopListening() {
        if (listener != null) {
            listener.close();
        }
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return listener == null ? List.of() : List.of(new BoundEndpoint(RtmpProtocol.NAME, "rtmp", listener.address()));
    }
}
