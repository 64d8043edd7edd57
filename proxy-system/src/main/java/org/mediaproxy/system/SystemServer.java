package org.mediaproxy.system;

import io.netty.handler.codec.http.HttpMethod;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.BearerAuth;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.system.metrics.MetricsPage;

/** Says which path is which call. The port, its start and its stop are core's. */
final class SystemServer implements ProtocolServer {

    private final MetricsPage metrics;

    SystemServer(ProxyContext context, BearerAuth auth) {
        HttpRoutes routes = context.http(HttpPort.SYSTEM);
        RegisterCall register = new RegisterCall(context, InstantSource.system());
        routes.exact(HttpMethod.POST, "/api/v1/srs/register", auth.guard(register));

        routes.exact(HttpMethod.POST, HookCall.PATH, auth.guardUrl(new HookCall(context)));

        OriginCalls origins = new OriginCalls(context);
        routes.exact(HttpMethod.GET, OriginCalls.PATH, origins::list);
        routes.prefix(HttpMethod.POST, OriginCalls.PATH + "/", auth.guardOrLocal(origins::steer));

        StreamCalls streams = new StreamCalls(context);
        routes.exact(HttpMethod.GET, StreamCalls.PATH, streams::list);
        routes.prefix(HttpMethod.DELETE, StreamCalls.PATH + "/", auth.guardOrLocal(streams::forget));

        HealthCalls health = new HealthCalls(context.status());
        routes.exact(HttpMethod.GET, "/healthz", health::alive);
        routes.exact(HttpMethod.GET, "/readyz", health::ready);

        metrics = new MetricsPage(context.counters());
        routes.exact(HttpMethod.GET, MetricsPage.PATH, metrics::handle);
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        metrics.close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return List.of(); // core names its ports itself
    }
}
