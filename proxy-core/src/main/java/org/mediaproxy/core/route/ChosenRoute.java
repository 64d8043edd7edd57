package org.mediaproxy.core.route;

import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.spi.Route;

/** A route that the router chose; what happens to it goes back to the router. */
final class ChosenRoute implements Route {

    private final OriginRouter router;
    private final Routing routing;
    private final Origin origin;
    private final OriginEndpoint endpoint;

    ChosenRoute(OriginRouter router, Routing routing, Origin origin) {
        this.router = router;
        this.routing = routing;
        this.origin = origin;
        this.endpoint = routing.target().endpointOf(origin).orElseThrow();
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public OriginEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public CompletionStage<Route> next() {
        return router.next(routing, origin);
    }

    @Override
    public void established() {
        router.established(routing, origin);
    }
}
