package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mediaproxy.core.health.OriginHealth;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.VhostRule;

/** A router over maps and a clock by hand. */
final class RoutingFixture {

    static final Duration BINDING_TTL = Duration.ofMinutes(5);
    static final StreamUrl STREAM = new StreamUrl("v", "live", "a");

    final ManualClock clock = new ManualClock();
    final Counters counters = new Counters();
    final Sessions sessions = new Sessions(counters);
    final OriginHealth health = new OriginHealth(clock);

    /** The ids of proxies that have left without a word. */
    final Set<String> gone = new HashSet<>();

    final MapLoadBalancer balancer;
    final OriginRouter router;

    RoutingFixture() {
        this(Runnable::run, 1000);
    }

    RoutingFixture(Executor storeExecutor, int newStreams) {
        balancer = new MapLoadBalancer(clock, storeExecutor);
        router = proxy("proxy-1", newStreams);
    }

    /** One proxy whose streams may be on two origins. */
    RoutingFixture(int replicas) {
        balancer = new MapLoadBalancer(clock, Runnable::run);
        router = backedProxy("proxy-1", replicas);
    }

    OriginRouter backedProxy(String name, int replicas) {
        return proxy(
                name, new RouteSettings(new VhostRule(List.of()), Duration.ofMinutes(5), BINDING_TTL, 1000, replicas));
    }

    /** One more proxy that shares the state. */
    OriginRouter proxy(String name) {
        return proxy(name, 1000);
    }

    private OriginRouter proxy(String name, int newStreams) {
        return proxy(name, new RouteSettings(new VhostRule(List.of()), Duration.ofMinutes(5), BINDING_TTL, newStreams));
    }

    OriginRouter proxy(String name, RouteSettings settings) {
        return new OriginRouter(
                balancer, (stream, all) -> all.get(0), settings, clock, counters, name, health, gone::contains);
    }

    Origin origin(String name) {
        return origin(name, "1");
    }

    /** The run of the server that has this process id. */
    Origin origin(String name, String pid) {
        Origin origin = new Origin(
                name, "s", pid, "10.0.0.1", "", Map.of(OriginService.RTMP, List.of("1935")), clock.instant(), false);
        balancer.registered.put(origin.id(), origin);
        return origin;
    }

    static OriginId id(String name) {
        return OriginId.of(name, "s", "1");
    }

    Session session(StreamUrl stream, StreamRole role) {
        Session session = sessions.open("test", new InetSocketAddress("192.0.2.1", 1), Runnable::run);
        session.identified(stream, role);
        return session;
    }

    Session publisher() {
        return session(STREAM, StreamRole.PUBLISH);
    }

    Session player() {
        return session(STREAM, StreamRole.PLAY);
    }

    Route route(Session session) {
        return get(router.route(session, RouteTarget.RTMP));
    }

    /** A new session that went all the way to its relay. */
    Session relaying(StreamUrl stream, StreamRole role) {
        Session session = session(stream, role);
        route(session).established();
        return session;
    }

    Cause refusal(CompletionStage<Route> stage) {
        return refused(stage).reason();
    }

    RouteException refused(CompletionStage<Route> stage) {
        Throwable thrown = catchThrowable(() -> stage.toCompletableFuture().get(10, TimeUnit.SECONDS));
        if (thrown instanceof ExecutionException failed && failed.getCause() instanceof RouteException no) {
            return no;
        }
        throw new AssertionError("not refused", thrown);
    }

    Optional<String> binding() {
        return get(balancer.find(StreamKeys.binding(STREAM)));
    }

    Optional<String> hold() {
        return get(balancer.find(StreamKeys.hold(STREAM)));
    }

    long routes(String result) {
        return counters.counter(OriginRouter.ROUTES, "result", result).sum();
    }

    /** Lets time pass in the steps in which a proxy refreshes. */
    void live(Duration time) {
        Duration step = router.refreshInterval();
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            clock.advance(step);
            router.refresh();
        }
    }

    static void end(Session session) {
        session.end(Side.CLIENT, Cause.CLOSED);
    }

    static <T> T get(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
