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
    private final boolean pinned;

    ChosenRoute(OriginRouter router, Routing routing, Origin origin, boolean pinned) {
        this.router = router;
        this.routing = routing;
        this.origin = origin;
        this.pinned = pinned;
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
        return pinned ? router.stay(origin) : router.next(routing, origin);
    }

    @Override
    public void established() {
        router.established(routing, origin);
    }
}
