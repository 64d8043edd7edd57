package org.mediaproxy.core.route;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.DurationHistogram;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginState;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamUrl;

/** Another router, and how long it takes to find the first origin of a session. */
public final class TimedRouter implements StreamRouter {

    /** How long routing decisions took. */
    public static final String TIME = "srs_proxy_route_seconds";

    private final StreamRouter router;
    private final DurationHistogram time;

    /** Around the given router. */
    public TimedRouter(StreamRouter router, Counters counters) {
        this.router = router;
        this.time = counters.histogram(TIME);
    }

    @Override
    public CompletionStage<Route> route(Session session, RouteTarget target) {
        return timed(() -> router.route(session, target));
    }

    @Override
    public CompletionStage<Route> routeTo(Session session, RouteTarget target, OriginId origin) {
        return timed(() -> router.routeTo(session, target, origin));
    }

    private CompletionStage<Route> timed(Supplier<CompletionStage<Route>> decision) {
        long begun = System.nanoTime();
        CompletionStage<Route> answer = decision.get();
        answer.whenComplete((route, failed) -> time.record(System.nanoTime() - begun));
        return answer; // itself: a stage behind it would wrap the reason of a failure
    }

    @Override
    public CompletionStage<Optional<Origin>> find(StreamUrl stream) {
        return router.find(stream);
    }

    @Override
    public OriginState state(Origin origin) {
        return router.state(origin);
    }

    @Override
    public CompletionStage<List<StreamBinding>> bindings() {
        return router.bindings();
    }

    @Override
    public CompletionStage<PublishReport> published(StreamUrl stream, OriginId origin, String publisher) {
        return router.published(stream, origin, publisher);
    }

    @Override
    public CompletionStage<Boolean> unpublished(StreamUrl stream, OriginId origin, String publisher) {
        return router.unpublished(stream, origin, publisher);
    }

    @Override
    public CompletionStage<ForgetResult> forget(StreamUrl stream) {
        return router.forget(stream);
    }
}
