package org.mediaproxy.http;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;

/** Takes every request of the stream port that nothing else serves. The port, its start and its stop are core's. */
final class StreamServer implements ProtocolServer {

    private final ProxyContext context;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    StreamServer(ProxyContext context) {
        this.context = context;
        context.http(HttpPort.STREAM).fallback(this::take);
        context.http(HttpPort.API).open();
    }

    private void take(Channel channel, HttpRequest request, InetSocketAddress client) {
        clients.add(channel);
        new StreamPipeline(context, channel, request, client).begin();
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        return context.sessions().whenNone(HttpProtocol.NAME);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        clients.close().addListener(closed -> done.complete(null));
        return done;
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return List.of(); // core names its ports itself
    }
}
