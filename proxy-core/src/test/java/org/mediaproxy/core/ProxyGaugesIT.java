package org.mediaproxy.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.metrics.DurationHistogram;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.route.MapLoadBalancer;
import org.mediaproxy.core.route.TimedRouter;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.transport.LoopLag;

/** What a proxy says of itself, made to change by what it says. */
final class ProxyGaugesIT {

    private static final StreamUrl STREAM = new StreamUrl("v", "live", "a");

    private final FakeModules modules = new FakeModules();
    private MediaProxy proxy;
    private ProxyContext context;
    private MapLoadBalancer balancer;

    @BeforeEach
    void start() {
        proxy = started(Map.of("PROXY_MAX_CONNECTIONS", "77"));
        context = modules.contexts.get(0);
        balancer = modules.balancers.get(0);
    }

    private MediaProxy started(Map<String, String> settings) {
        return MediaProxy.builder()
                .settings(settings)
                .protocol(modules.protocol("one"))
                .loadBalancer(modules.balancer("maps"))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private double value(String name, String... labels) {
        proxy.counters()
                .refresh()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        return proxy.counters().values().getOrDefault(new CounterId(name, List.of(labels)), -1.0);
    }

    private Origin origin(String name, boolean draining) {
        Map<OriginService, List<String>> listens = Map.of(OriginService.RTMP, List.of("1935"));
        Origin origin = new Origin(name, "s", "1", "192.0.2.1", "", listens, Instant.now(), draining);
        balancer.registered.put(origin.id(), origin);
        return origin;
    }

    private Session session(StreamRole role) {
        InetSocketAddress client = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        Session session = context.sessions().open("one", client);
        session.identified(STREAM, role);
        return session;
    }

    private double sessions(String role) {
        return value(ProxyGauges.SESSIONS, "protocol", "one", "role", role);
    }

    @Test
    void openSessionsAreToldByProtocolAndRoleAndARowThatWasThereStays() {
        Session publisher = session(StreamRole.PUBLISH);
        session(StreamRole.PLAY);
        session(StreamRole.PLAY);
        context.sessions().open("one", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        assertThat(sessions("publish")).isEqualTo(1);
        assertThat(sessions("play")).isEqualTo(2);
        assertThat(sessions("unknown")).isEqualTo(1);
        publisher.end(Side.CLIENT, Cause.CLOSED);
        assertThat(sessions("publish")).isZero();
    }

    @Test
    void originsAndTheirSessionsAreToldByState() {
        Origin live = origin("a", false);
        Origin draining = origin("b", true);
        session(StreamRole.PLAY).routed(live.id(), "");
        session(StreamRole.PLAY).routed(live.id(), "");
        session(StreamRole.PLAY).routed(draining.id(), "");
        Origin gone = origin("c", false);
        session(StreamRole.PLAY).routed(gone.id(), "");
        balancer.registered.remove(gone.id());
        assertThat(value(ProxyGauges.ORIGINS, "state", "up")).isEqualTo(1);
        assertThat(value(ProxyGauges.ORIGINS, "state", "draining")).isEqualTo(1);
        assertThat(value(ProxyGauges.ORIGIN_SESSIONS, "state", "up")).isEqualTo(2);
        assertThat(value(ProxyGauges.ORIGIN_SESSIONS, "state", "draining")).isEqualTo(1);
        assertThat(value(ProxyGauges.ORIGIN_SESSIONS, "state", "gone")).isEqualTo(1);
        assertThat(value(ProxyGauges.BUSIEST_ORIGIN)).isEqualTo(2);
    }

    @Test
    void aRegistryThatGivesNoAnswerLeavesWhatWasKnown() {
        origin("a", false);
        assertThat(value(ProxyGauges.ORIGINS, "state", "up")).isEqualTo(1);
        balancer.trouble = () -> {
            throw new IllegalStateException("down");
        };
        assertThat(value(ProxyGauges.ORIGINS, "state", "up")).isEqualTo(1);
    }

    @Test
    void healthAndLimitsAreTold() {
        assertThat(value(ProxyGauges.READY)).isEqualTo(1);
        assertThat(value(ProxyGauges.TROUBLES)).isZero();
        balancer.troubles = List.of("one", "two");
        assertThat(value(ProxyGauges.TROUBLES)).isEqualTo(2);
        proxy.drain();
        assertThat(value(ProxyGauges.READY)).isZero();
        assertThat(value(ProxyGauges.CONNECTIONS_LIMIT)).isEqualTo(77);
        assertThat(value(ProxyGauges.LOOPS))
                .isEqualTo(context.transport().loops().size());
        assertThat(value(ProxyGauges.DIRECT_MEMORY, "allocator", "default")).isGreaterThanOrEqualTo(0);
    }

    @Test
    void routingIsTimed() {
        origin("a", false);
        context.router().route(session(StreamRole.PLAY), RouteTarget.RTMP);
        assertThat(context.router()
                        .route(session(StreamRole.PLAY), RouteTarget.SRT)
                        .handle((route, error) -> error)
                        .toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(5))
                .isInstanceOf(RouteException.class); // as the router gave it, not wrapped
        assertThat(proxy.counters().histograms().get(new CounterId(TimedRouter.TIME, List.of())))
                .isNotNull()
                .extracting(DurationHistogram::count)
                .isEqualTo(2L);
    }

    @Test
    void aClosedProxyAsksItsPartsNothingMore() {
        proxy.close();
        assertThat(proxy.counters().values()).doesNotContainKey(new CounterId(ProxyGauges.READY, List.of()));
    }

    @Test
    void theLagOfEventLoopsIsMeasuredUnlessThatIsOff() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> proxy.counters().histogram(LoopLag.LAG).count() > 0);
        proxy.close();
        proxy = started(Map.of("PROXY_EVENT_LOOP_LAG", "off"));
        assertThat(proxy.counters().histograms()).doesNotContainKey(new CounterId(LoopLag.LAG, List.of()));
    }
}
