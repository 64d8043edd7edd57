package org.mediaproxy.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.origin.OriginState;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamUrl;

/** Routes every session to the ports of a list, in order; answers on a thread of its own, as a real store would. */
final class FixedRouter implements StreamRouter {

    private volatile List<Integer> ports = List.of();
    final List<StreamUrl> streams = new CopyOnWriteArrayList<>();
    final List<Integer> established = new CopyOnWriteArrayList<>();

    void ports(Integer... inOrder) {
        ports = List.of(inOrder);
        streams.clear();
        established.clear();
    }

    @Override
    public CompletionStage<Route> route(Session session, RouteTarget target) {
        streams.add(Objects.requireNonNull(session.stream()));
        session.enter(Phase.ROUTE);
        return at(session, 0, Cause.NO_ORIGIN);
    }

    @Override
    public CompletionStage<Route> routeTo(Session session, RouteTarget target, OriginId origin) {
        return route(session, target);
    }

    @Override
    public CompletionStage<Optional<Origin>> find(StreamUrl stream) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<Route> at(Session session, int index, Cause none) {
        List<Integer> all = ports;
        return CompletableFuture.supplyAsync(() -> {
            if (index >= all.size()) {
                throw new RouteException(none, "no more origins");
            }
            Hop hop = new Hop(session, index, all.get(index));
            session.routed(hop.origin().id(), hop.endpoint());
            return hop;
        });
    }

    private final class Hop implements Route {

        private final Session session;
        private final int index;
        private final int port;

        Hop(Session session, int index, int port) {
            this.session = session;
            this.index = index;
            this.port = port;
        }

        @Override
        public Origin origin() {
            return new Origin(
                    "origin" + index,
                    "s",
                    "1",
                    "127.0.0.1",
                    "",
                    Map.of(OriginService.HTTP, List.of(Integer.toString(port))),
                    Instant.EPOCH,
                    false);
        }

        @Override
        public OriginEndpoint endpoint() {
            return origin().endpoint(OriginService.HTTP, false).orElseThrow();
        }

        @Override
        public CompletionStage<Route> next() {
            return at(session, index + 1, Cause.UNREACHABLE);
        }

        @Override
        public void established() {
            established.add(port);
        }
    }

    @Override
    public CompletionStage<List<StreamBinding>> bindings() {
        return CompletableFuture.completedFuture(List.of());
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
        return CompletableFuture.completedFuture(ForgetResult.UNBOUND);
    }
}
