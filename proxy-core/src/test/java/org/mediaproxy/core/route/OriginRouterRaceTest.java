package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.VhostRule;

/** Many sessions at once, at two proxies that share one store. */
final class OriginRouterRaceTest {

    private static final int CLIENTS = 32;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final ExecutorService store = Executors.newFixedThreadPool(4);
    private final RoutingFixture fixture = new RoutingFixture(store, 1000);
    private final List<OriginRouter> proxies = List.of(proxy("1"), proxy("2"));

    private OriginRouter proxy(String name) {
        RouteSettings settings = new RouteSettings(
                new VhostRule(List.of()), RoutingFixture.BINDING_TTL, RoutingFixture.BINDING_TTL, 1_000_000);
        return new OriginRouter(
                fixture.balancer,
                (stream, all) -> all.get(ThreadLocalRandom.current().nextInt(all.size())),
                settings,
                fixture.clock,
                fixture.counters,
                name,
                fixture.health,
                fixture.gone::contains);
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        store.shutdownNow();
    }

    private List<Route> atOnce(Call call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CLIENTS);
        List<Future<Route>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            Session session = fixture.session(STREAM, i % 2 == 0 ? StreamRole.PLAY : StreamRole.PUBLISH);
            running.add(clients.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                return call.route(number, session);
            }));
        }
        List<Route> routes = new ArrayList<>();
        for (Future<Route> route : running) {
            routes.add(route.get(10, TimeUnit.SECONDS));
        }
        return routes;
    }

    private interface Call {
        Route route(int number, Session session) throws Exception;
    }

    private Route viaAny(int number, Session session) {
        return get(proxies.get(number % 2).route(session, RouteTarget.RTMP));
    }

    private static List<OriginId> distinct(List<Route> routes) {
        return routes.stream().map(route -> route.origin().id()).distinct().toList();
    }

    @RepeatedTest(20)
    void allFirstClientsOfAStreamGoToOneOrigin() throws Exception {
        for (int i = 0; i < 5; i++) {
            fixture.origin("o" + i);
        }
        assertThat(distinct(atOnce(this::viaAny))).hasSize(1);
        assertThat(fixture.routes("bound")).isPositive(); // who picked the same origin as the winner counts too
        assertThat(fixture.routes("bound") + fixture.routes("hit")).isEqualTo(CLIENTS);
    }

    @RepeatedTest(20)
    void aStreamWhoseOriginIsGoneMovesExactlyOnce() throws Exception {
        fixture.origin("gone");
        fixture.route(fixture.player());
        fixture.balancer.registered.remove(id("gone"));
        for (int i = 0; i < 5; i++) {
            fixture.origin("o" + i);
        }
        assertThat(distinct(atOnce(this::viaAny))).hasSize(1).doesNotContain(id("gone"));
        assertThat(fixture.routes("moved")).isEqualTo(1);
    }

    @RepeatedTest(20)
    void aStreamWhoseOriginIsDownMovesExactlyOnce() throws Exception {
        fixture.origin("down");
        fixture.route(fixture.player());
        fixture.health.probed(id("down"), false);
        fixture.health.probed(id("down"), false);
        for (int i = 0; i < 5; i++) {
            fixture.origin("o" + i);
        }
        assertThat(distinct(atOnce(this::viaAny))).hasSize(1).doesNotContain(id("down"));
        assertThat(fixture.routes("moved")).isEqualTo(1);
    }

    @RepeatedTest(20)
    void manyFailedConnectsMoveAStreamOnceAndTogether() throws Exception {
        fixture.origin("dead");
        List<Route> dead = atOnce(this::viaAny);
        for (int i = 0; i < 5; i++) {
            fixture.origin("o" + i);
        }
        List<Route> moved = atOnce((number, session) -> get(dead.get(number).next()));
        assertThat(distinct(moved)).hasSize(1).doesNotContain(id("dead"));
        assertThat(fixture.routes("moved")).isEqualTo(1);
    }

    @RepeatedTest(20)
    void ofPublishersOnManyOriginsExactlyTheOldestIsLeftWhenAllProxiesLookAtOnce() throws Exception {
        List<OriginRouter> many = new ArrayList<>();
        List<Session> publishers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            fixture.origin("o" + i);
            many.add(proxy("p" + i));
        }
        for (int i = 0; i < many.size(); i++) {
            fixture.hold().ifPresent(hold -> get(fixture.balancer.release(StreamKeys.hold(STREAM), hold)));
            fixture.clock.advance(Duration.ofMillis(1));
            Session publisher = fixture.publisher();
            get(many.get(i).routeTo(publisher, RouteTarget.RTMP, id("o" + i))).established();
            publishers.add(publisher);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            fixture.clock.advance(Duration.ofSeconds(2));
            List<Future<?>> looks = new ArrayList<>();
            many.forEach(router -> looks.add(clients.submit(router::look)));
            for (Future<?> look : looks) {
                look.get(10, TimeUnit.SECONDS);
            }
            return publishers.stream().filter(Session::hasEnded).count() == publishers.size() - 1;
        });
        many.get(0).look(); // a move of the last moment may have come in between
        assertThat(publishers.get(0).hasEnded()).isFalse();
        await().until(() -> fixture.binding().equals(Optional.of(id("o0").text())));
    }
}
