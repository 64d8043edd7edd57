package org.mediaproxy.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.http.adaptive.AdaptiveStreams;
import org.mediaproxy.http.api.OriginApiRoutes;
import org.mediaproxy.http.endless.StreamPipeline;
import org.mediaproxy.http.forward.HttpStreamSettings;
import org.mediaproxy.http.marker.SegmentMarker;
import org.mediaproxy.http.pages.PagesSettings;
import org.mediaproxy.http.pages.StaticFiles;

/** Takes every request of the stream port that nothing else serves. The port, its start and its stop are core's. */
final class StreamServer implements ProtocolServer {

    private final ProxyContext context;
    private final HttpStreamSettings settings;
    private final StaticFiles files;
    private final AdaptiveStreams adaptive;
    private final OriginApiRoutes api;
    private final Map<Channel, StreamPipeline> clients = new ConcurrentHashMap<>();

    /** @param api the routes of the API port, which are closed with this */
    StreamServer(ProxyContext context, HttpStreamSettings settings, PagesSettings pages, OriginApiRoutes api) {
        this.context = context;
        this.settings = settings;
        this.files = new StaticFiles(pages, context.settings(), context.counters());
        this.adaptive = new AdaptiveStreams(context, settings);
        this.api = api;
        context.http(HttpPort.STREAM).fallback(this::serve);
    }

    /** By what the path and its marker say: a file, one of many requests for a stream, or the whole of it. */
    private void serve(HttpExchange exchange) {
        boolean marked = SegmentMarker.in(exchange.request().uri()).isPresent(); // playlists name pictures and JSON too
        if (!marked && files.isStatic(exchange.target().path())) {
            files.serve(exchange);
        } else if (adaptive.serves(exchange)) {
            adaptive.serve(exchange);
        } else {
            exchange.takeOver((channel, request, client) -> take(channel, request, client, exchange.scheme()));
        }
    }

    private void take(Channel channel, HttpRequest request, InetSocketAddress client, String scheme) {
        StreamPipeline pipeline = new StreamPipeline(context, settings, channel, request, client, scheme);
        clients.put(channel, pipeline);
        channel.closeFuture().addListener(closed -> clients.remove(channel));
        pipeline.begin();
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        return context.sessions().whenNone(StreamPipeline.PROTOCOL);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        adaptive.close();
        files.close();
        api.close();
        List<CompletableFuture<?>> stopped = new ArrayList<>();
        clients.forEach(
                (channel, pipeline) -> stopped.add(CompletableFuture.runAsync(pipeline::stop, channel.eventLoop())));
        return CompletableFuture.allOf(stopped.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return List.of(); // core names its ports itself
    }
}
