package org.mediaproxy.core.route;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.mediaproxy.core.health.OriginHealth;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginState;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each stream to the one origin that holds it. {@link StreamPlacement} decides where a session goes, and where a
 * stream may be on two origins {@link ReplicaPlacement} does; once it is there,
 * {@link LiveStreams} keeps its stream's binding and {@link PublisherHolds} its publisher's hold.
 */
public final class OriginRouter implements StreamRouter {

    /** Routing decisions by result. */
    public static final String ROUTES = "srs_proxy_routes_total";

    private static final Logger LOG = LoggerFactory.getLogger(OriginRouter.class);

    private final LoadBalancer balancer;
    private final SafeAffinityStore affinity;
    private final Counters counters;
    private final String proxyId;
    private final OriginHealth health;
    private final StreamPlacement placement;
    private final Optional<ReplicaPlacement> replicas;
    private final Map<Slot, LiveStreams> live = new EnumMap<>(Slot.class);
    private final Map<Slot, PublisherHolds> holds = new EnumMap<>(Slot.class);
    private final ReportedPublishers reported;
    private final NewStreamLimit limit;
    private final Duration refreshInterval;

    public OriginRouter(
            LoadBalancer balancer,
            OriginPicker picker,
            RouteSettings settings,
            InstantSource clock,
            Counters counters,
            String proxyId) {
        this(balancer, picker, settings, clock, counters, proxyId, new OriginHealth(clock), proxy -> false);
    }

    /**
     * The same with what somebody else knows too.
     *
     * @param health of the origins
     * @param gone whether a proxy, by its id, has left without a word: its publishers hold nothing any more
     */
    public OriginRouter(
            LoadBalancer balancer,
            OriginPicker picker,
            RouteSettings settings,
            InstantSource clock,
            Counters counters,
            String proxyId,
            OriginHealth health,
            Predicate<String> gone) {
        this.balancer = balancer;
        this.affinity = new SafeAffinityStore(new CountedAffinityStore(balancer.affinity(), counters));
        this.counters = counters;
        this.proxyId = proxyId;
        this.health = health;
        this.limit = new NewStreamLimit(settings.newStreams());
        this.placement = new StreamPlacement(balancer.origins(), affinity, picker, health, limit, counters, gone);
        Duration ttl = settings.bindingTtl();
        Rebounds rebounds = new Rebounds(counters);
        boolean backed = settings.replicas() > 1;
        this.replicas =
                backed ? Optional.of(new ReplicaPlacement(balancer.origins(), affinity, placement)) : Optional.empty();
        for (Slot slot : backed ? EnumSet.allOf(Slot.class) : EnumSet.of(Slot.PRIMARY)) {
            live.put(slot, new LiveStreams(slot, backed, affinity, balancer.origins(), ttl, clock, rebounds));
            holds.put(slot, new PublisherHolds(slot, affinity, balancer.origins(), ttl, rebounds, gone, clock));
        }
        this.reported = new ReportedPublishers(affinity, balancer.origins(), ttl, clock);
        Duration shortest = ttl.compareTo(PublisherHolds.HOLD_TTL) < 0 ? ttl : PublisherHolds.HOLD_TTL;
        this.refreshInterval = shortest.dividedBy(3);
    }

    @Override
    public CompletionStage<Route> route(Session session, RouteTarget target) {
        Routing routing = begun(session, target);
        return answered(routing, replicas.isPresent() ? replicas.get().find(routing) : placement.find(routing));
    }

    @Override
    public CompletionStage<Route> routeTo(Session session, RouteTarget target, OriginId origin) {
        Routing routing = begun(session, target);
        return answered(
                routing,
                replicas.isPresent() ? replicas.get().pinned(routing, origin) : placement.pinned(routing, origin));
    }

    private Routing begun(Session session, RouteTarget target) {
        StreamUrl stream = session.stream();
        if (stream == null) {
            throw new IllegalStateException(session + " is not identified");
        }
        session.enter(Phase.ROUTE);
        return new Routing(this, session, stream, target, Slot.PRIMARY, Set.of(), Set.of());
    }

    /** A connect failed, and the session can go nowhere else. */
    CompletionStage<Route> stay(Origin failed) {
        health.suspect(failed.id());
        return StreamPlacement.failed(
                Cause.UNREACHABLE, "the session stays on " + failed.id() + ", which cannot be reached");
    }

    /** A connect failed: another origin, if the stream may move. */
    CompletionStage<Route> next(Routing routing, Origin failed) {
        health.suspect(failed.id());
        Routing rest = routing.without(failed.id());
        return answered(
                rest, replicas.isPresent() ? replicas.get().leave(rest, failed) : placement.leave(rest, failed));
    }

    void established(Routing routing, Origin origin) {
        health.served(origin.id());
        Session session = routing.session();
        Objects.requireNonNull(live.get(routing.slot())).add(session, routing.stream(), origin.id());
        if (routing.publishes()) {
            Objects.requireNonNull(holds.get(routing.slot())).publish(session, routing.stream(), origin.id(), proxyId);
        }
    }

    @Override
    public CompletionStage<Optional<Origin>> find(StreamUrl stream) {
        CompletionStage<Optional<Origin>> primary = find(stream, Slot.PRIMARY);
        return StateAnswers.timed(
                replicas.isEmpty()
                        ? primary
                        : primary.thenCompose(origin -> origin.isPresent()
                                ? CompletableFuture.completedFuture(origin)
                                : find(stream, Slot.BACKUP)));
    }

    private CompletionStage<Optional<Origin>> find(StreamUrl stream, Slot slot) {
        return affinity.find(slot.binding(stream))
                .thenCompose(bound -> bound.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : balancer.origins().find(new OriginId(bound.get())));
    }

    @Override
    public OriginState state(Origin origin) {
        return health.state(origin);
    }

    @Override
    public CompletionStage<List<StreamBinding>> bindings() {
        return BindingRows.all(affinity, live.keySet());
    }

    @Override
    public CompletionStage<PublishReport> published(StreamUrl stream, OriginId origin, String publisher) {
        CompletionStage<Optional<String>> backup = replicas.isPresent()
                ? affinity.find(Slot.BACKUP.binding(stream))
                : CompletableFuture.completedFuture(Optional.empty());
        return StateAnswers.timed(backup.thenCompose(bound -> bound.equals(Optional.of(origin.text()))
                ? CompletableFuture.completedFuture(PublishReport.KNOWN)
                : reported.published(stream, origin, publisher)));
    }

    @Override
    public CompletionStage<Boolean> unpublished(StreamUrl stream, OriginId origin, String publisher) {
        return StateAnswers.timed(reported.unpublished(stream, origin, publisher));
    }

    @Override
    public CompletionStage<ForgetResult> forget(StreamUrl stream) {
        return StateAnswers.timed(new Forgetting(affinity, replicas.isPresent()).forget(stream));
    }

    /** What must be done every {@link #refreshInterval}: keep live bindings and holds, forget old limits. Never blocks. */
    public void refresh() {
        live.values().forEach(LiveStreams::refresh);
        holds.values().forEach(PublisherHolds::refresh);
        reported.refresh();
        limit.sweep(System.nanoTime());
    }

    /** How often {@link #refresh} must be called. */
    public Duration refreshInterval() {
        return refreshInterval;
    }

    /** What must be done every {@link #lookInterval}: see whether streams of this proxy are on two origins. Never blocks. */
    public void look() {
        holds.values().forEach(PublisherHolds::look);
        live.values().forEach(LiveStreams::look);
    }

    /** How often {@link #look} must be called. */
    public Duration lookInterval() {
        return PublisherHolds.LOOK;
    }

    /** What must be done every {@link #settleInterval}: see whether an older publisher has answered a younger one here. Never blocks. */
    public void settle() {
        holds.values().forEach(PublisherHolds::settle);
    }

    /** How often {@link #settle} must be called. */
    public Duration settleInterval() {
        return PublisherHolds.SETTLE;
    }

    /** Streams with sessions now, publishers, and those that origins told of. */
    int size() {
        int streams = live.values().stream().mapToInt(LiveStreams::size).sum();
        int publishers = holds.values().stream().mapToInt(PublisherHolds::size).sum();
        return streams + publishers + reported.size();
    }

    /** Ends in time, with a route or a RouteException, whatever the shared state does. */
    private CompletionStage<Route> answered(Routing routing, CompletionStage<Route> steps) {
        CompletableFuture<Route> answer = new CompletableFuture<>();
        StateAnswers.timed(steps).whenComplete((route, error) -> {
            if (error != null) {
                answer.completeExceptionally(reason(routing.session(), error));
                return;
            }
            if (!routing.session().hasEnded()) {
                routing.session().routed(route.origin().id(), route.endpoint());
            }
            answer.complete(route);
        });
        return answer;
    }

    private RouteException reason(Session session, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof RouteException no) {
            return no;
        }
        counters.counter(ROUTES, "result", "unavailable").increment();
        if (cause instanceof TimeoutException) {
            return new RouteException(Cause.STATE_UNAVAILABLE, "the shared state gave no answer in time");
        }
        LOG.debug("{} cannot be routed", session, cause);
        return new RouteException(Cause.STATE_UNAVAILABLE, "the shared state failed: " + cause);
    }
}
