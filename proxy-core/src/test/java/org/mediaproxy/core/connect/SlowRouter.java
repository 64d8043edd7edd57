package org.mediaproxy.core.connect;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.origin.OriginState;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamUrl;

/** Routes its one session when the test says so. */
final class SlowRouter implements StreamRouter {

    private final CompletableFuture<Route> route = new CompletableFuture<>();

    void found(String host, int port) {
        route.complete(new Only(new OriginEndpoint(false, host, port)));
    }

    @Override
    public CompletionStage<Route> route(Session session, RouteTarget target) {
        return route;
    }

    private record Only(OriginEndpoint endpoint) implements Route {

        @Override
        public Origin origin() {
            return new Origin(
                    "only",
                    "s",
                    "1",
                    endpoint.host(),
                    "",
                    Map.of(OriginService.HTTP, List.of(Integer.toString(endpoint.port()))),
                    Instant.EPOCH,
                    false);
        }

        @Override
        public CompletionStage<Route> next() {
            return CompletableFuture.failedStage(new RouteException(Cause.UNREACHABLE, "no more origins"));
        }

        @Override
        public void established() {}
    }

    @Override
    public CompletionStage<Route> routeTo(Session session, RouteTarget target, OriginId origin) {
        return route;
    }

    @Override
    public CompletionStage<Optional<Origin>> find(StreamUrl stream) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<List<StreamBinding>> bindings() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public OriginState state(Origin origin) {
        return OriginState.UP;
    }

    @Override
    public CompletionStage<PublishReport> published(StreamUrl stream, OriginId origin, String publisher) {
        return CompletableFuture.completedFuture(PublishReport.KNOWN);
    }

    @Override
    public CompletionStage<Boolean> unpublished(StreamUrl stream, OriginId origin, String publisher) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<ForgetResult> forget(StreamUrl stream) {
        return CompletableFuture.completedStage(ForgetResult.UNBOUND);
    }
}
