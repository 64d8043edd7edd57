package org.mediaproxy.core.route;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each stream to the one origin that holds it.
 *
 * <p>A stream that is bound goes where it is bound. One that is not is bound to a picked origin with
 * {@code bindIfAbsent}, so that of any number of clients at any number of proxies exactly one decides and all go to the
 * same origin. A binding moves, by compare-and-set, in two cases only: its origin's registration is gone, or a connect
 * failed and no live publisher holds the stream. A new binding is short until a relay begins; from then on
 * {@link LiveStreams} keeps it.
 */
public final class OriginRouter implements StreamRouter {

    /** Routing decisions by result. */
    public static final String ROUTES = "srs_proxy_routes_total";

    /** How long a new binding lives until a relay begins. */
    static final Duration PENDING_TTL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(OriginRouter.class);

    private static final long STATE_TIMEOUT_MILLIS = 3_000;
    private static final int MAX_ROUNDS = 8;
    private static final int LIST_PAGE = 1000;

    private final LoadBalancer balancer;
    private final SafeAffinityStore affinity;
    private final OriginPicker picker;
    private final InstantSource clock;
    private final Counters counters;
    private final String proxyId;
    private final OriginSuspects suspects;
    private final LiveStreams live;
    private final NewStreamLimit limit;

    public OriginRouter(
            LoadBalancer balancer,
            OriginPicker picker,
            RouteSettings settings,
            InstantSource clock,
            Counters counters,
            String proxyId) {
        this.balancer = balancer;
        this.affinity = new SafeAffinityStore(balancer.affinity());
        this.picker = picker;
        this.clock = clock;
        this.counters = counters;
        this.proxyId = proxyId;
        this.suspects = new OriginSuspects(clock);
        this.live = new LiveStreams(affinity, settings.bindingTtl());
        this.limit = new NewStreamLimit(settings.newStreams());
    }

    @Override
    public CompletionStage<Route> route(Session session, RouteTarget target) {
        Routing routing = begun(session, target);
        return answered(routing, find(routing, 0));
    }

    @Override
    public CompletionStage<Route> routeTo(Session session, RouteTarget target, OriginId origin) {
        Routing routing = begun(session, target);
        return answered(routing, balancer.origins().find(origin).thenCompose(found -> pinned(routing, origin, found)));
    }

    private static Routing begun(Session session, RouteTarget target) {
        StreamUrl stream = session.stream();
        if (stream == null) {
            throw new IllegalStateException(session + " is not identified");
        }
        session.enter(Phase.ROUTE);
        return new Routing(session, stream, target, Set.of());
    }

    private CompletionStage<Route> pinned(Routing routing, OriginId id, Optional<Origin> found) {
        if (found.isEmpty()) {
            return failed(Cause.NO_ORIGIN, "the session is on " + id + ", which is gone");
        }
        Origin origin = found.get();
        if (routing.target().endpointOf(origin).isEmpty()) {
            return failed(Cause.UNSUPPORTED, "the session is on " + id + ", which does not serve this protocol");
        }
        counters.counter(ROUTES, "result", "pinned").increment();
        return CompletableFuture.completedFuture(new ChosenRoute(this, routing, origin, true));
    }

    /** A connect failed, and the session can go nowhere else. */
    CompletionStage<Route> stay(Origin failed) {
        suspects.suspect(failed.id());
        return failed(Cause.UNREACHABLE, "the session stays on " + failed.id() + ", which cannot be reached");
    }

    private CompletionStage<Route> find(Routing routing, int round) {
        return affinity.find(LiveStreams.binding(routing.stream()))
                .thenCompose(bound -> bound.isPresent() ? follow(routing, bound.get(), round) : bind(routing, round));
    }

    /** The stream is bound: go there, unless the origin is gone or was tried already. */
    private CompletionStage<Route> follow(Routing routing, String bound, int round) {
        OriginId id = new OriginId(bound);
        return balancer.origins().find(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return move(routing, bound, round);
            }
            Origin origin = found.get();
            if (routing.target().endpointOf(origin).isEmpty()) {
                return failed(Cause.UNSUPPORTED, "the stream is on " + id + ", which does not serve this protocol");
            }
            if (routing.tried().contains(id)) {
                return failed(Cause.UNREACHABLE, "the stream stays on " + id + ", which cannot be reached");
            }
            return chosen(routing, origin, "hit");
        });
    }

    private CompletionStage<Route> bind(Routing routing, int round) {
        InetAddress address = routing.session().client().getAddress();
        if (address != null && round == 0 && !limit.admit(address, System.nanoTime())) {
            return failed(Cause.LIMIT, "too many new streams from this address");
        }
        return pick(routing).thenCompose(origin -> affinity.bindIfAbsent(
                        LiveStreams.binding(routing.stream()), origin.id().text(), PENDING_TTL)
                .thenCompose(bound -> {
                    boolean won = bound.equals(origin.id().text());
                    return won ? chosen(routing, origin, "bound") : again(routing, bound, round);
                }));
    }

    private CompletionStage<Route> again(Routing routing, String bound, int round) {
        if (round >= MAX_ROUNDS) {
            return failed(Cause.STATE_UNAVAILABLE, "the binding of the stream keeps changing");
        }
        return follow(routing, bound, round + 1);
    }

    /** The stream leaves an origin for a new one; whoever else had the same idea first decides. */
    private CompletionStage<Route> move(Routing routing, String bound, int round) {
        if (round >= MAX_ROUNDS) {
            return failed(Cause.STATE_UNAVAILABLE, "the binding of the stream keeps changing");
        }
        AffinityKey key = LiveStreams.binding(routing.stream());
        return pick(routing)
                .thenCompose(origin -> affinity.rebind(key, bound, origin.id().text(), PENDING_TTL)
                        .thenCompose(moved -> moved ? chosen(routing, origin, "moved") : find(routing, round + 1)));
    }

    private CompletionStage<Origin> pick(Routing routing) {
        return balancer.origins().live().thenApply(all -> {
            RouteTarget target = routing.target();
            List<Origin> fit = all.stream()
                    .filter(o -> !o.draining() && !routing.tried().contains(o.id()))
                    .filter(o -> target.endpointOf(o).isPresent())
                    .toList();
            if (fit.isEmpty()) {
                counters.counter(ROUTES, "result", "none").increment();
                throw new RouteException(
                        routing.tried().isEmpty() ? Cause.NO_ORIGIN : Cause.UNREACHABLE,
                        "no live origin serves " + target.label());
            }
            return picker.pick(routing.stream(), suspects.without(fit));
        });
    }

    private CompletionStage<Route> chosen(Routing routing, Origin origin, String result) {
        counters.counter(ROUTES, "result", result).increment();
        return CompletableFuture.completedFuture(new ChosenRoute(this, routing, origin, false));
    }

    /** A connect failed: move the stream unless somebody publishes it where it is. */
    CompletionStage<Route> next(Routing routing, Origin failed) {
        suspects.suspect(failed.id());
        Routing rest = routing.without(failed.id());
        AffinityKey hold = LiveStreams.hold(routing.stream());
        CompletionStage<Route> steps = affinity.find(hold).thenCompose(holder -> {
            if (holder.isEmpty()) {
                return move(rest, failed.id().text(), 0);
            }
            return find(rest, 0); // stays, unless the registration is gone
        });
        return answered(rest, steps);
    }

    void established(Routing routing, Origin origin) {
        suspects.clear(origin.id());
        live.add(routing.session(), routing.stream(), origin.id());
        if (routing.session().role() == StreamRole.PUBLISH) {
            live.publish(routing.session(), routing.stream(), origin.id(), proxyId, clock.millis());
        }
    }

    @Override
    public CompletionStage<Optional<Origin>> find(StreamUrl stream) {
        return timed(affinity.find(LiveStreams.binding(stream))
                .thenCompose(bound -> bound.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : balancer.origins().find(new OriginId(bound.get()))));
    }

    @Override
    public CompletionStage<List<StreamBinding>> bindings() {
        return collect("publisher", "", new HashMap<>()).thenCompose(holds -> collect("stream", "", new HashMap<>())
                .thenApply(bindings -> BindingRows.joined(bindings, holds)));
    }

    private CompletionStage<Map<String, String>> collect(String namespace, String cursor, Map<String, String> all) {
        CompletionStage<AffinityPage> first = affinity.list(namespace, cursor, LIST_PAGE);
        return timed(first.thenApply(page -> page)).thenCompose(page -> {
            all.putAll(page.values());
            return page.next().isEmpty()
                    ? CompletableFuture.completedFuture(all)
                    : collect(namespace, page.next(), all);
        });
    }

    @Override
    public CompletionStage<Boolean> forget(StreamUrl stream) {
        AffinityKey key = LiveStreams.binding(stream);
        return timed(affinity.find(key)
                .thenCompose(bound -> bound.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : affinity.release(key, bound.get())));
    }

    /** What must be done every {@link #refreshInterval}: keep live bindings, forget old limits. Never blocks. */
    public void refresh() {
        live.refresh();
        limit.sweep(System.nanoTime());
    }

    /** How often {@link #refresh} must be called. */
    public Duration refreshInterval() {
        return live.refreshInterval();
    }

    private static <T> CompletionStage<T> failed(Cause cause, String message) {
        return CompletableFuture.failedFuture(new RouteException(cause, message));
    }

    /** Ends in time, with a route or a RouteException, whatever the shared state does. */
    private CompletionStage<Route> answered(Routing routing, CompletionStage<Route> steps) {
        CompletableFuture<Route> answer = new CompletableFuture<>();
        timed(steps).whenComplete((route, error) -> {
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

    private static <T> CompletableFuture<T> timed(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.isDone() ? future : future.orTimeout(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
