package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.route.RandomPicker;
import org.mediaproxy.core.route.RendezvousPicker;
import org.mediaproxy.core.route.RouteSettings;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.VhostRule;

/** Three proxies' routers on one Redis: a stream is on one origin, whoever asks for it first and wherever. */
class ManyProxiesIT {

    private static final int PROXIES = 3;
    private static final int ORIGINS = 3;
    private static final int STREAMS = 500;
    private static final int CLIENTS_OF_A_STREAM = 6;

    private RedisProcess redis;
    private final List<RedisLoadBalancer> balancers = new ArrayList<>();
    private final List<OriginRouter> routers = new ArrayList<>();
    private final Sessions sessions = new Sessions(new Counters());
    private final Map<StreamUrl, Set<OriginId>> seen = new ConcurrentHashMap<>();
    private final List<Session> open = new ArrayList<>();

    @BeforeEach
    void start() {
        redis = RedisProcess.start();
    }

    private void open(OriginPicker picker) throws Exception {
        for (int i = 0; i < PROXIES; i++) {
            RedisLoadBalancer balancer = RedisContract.open(
                    Map.of("PROXY_REDIS_PORT", Integer.toString(redis.port())), Duration.ofSeconds(60));
            balancers.add(balancer);
            routers.add(new OriginRouter(
                    balancer,
                    picker,
                    new RouteSettings(
                            new VhostRule(List.of()), Duration.ofSeconds(60), Duration.ofSeconds(60), 1_000_000),
                    InstantSource.system(),
                    new Counters(),
                    "proxy-" + i));
        }
        for (int i = 0; i < ORIGINS; i++) {
            Map<OriginService, List<String>> listens = Map.of(OriginService.RTMP, List.of("1935"));
            answer(balancers
                    .get(i % PROXIES)
                    .origins()
                    .register(new Origin("o" + i, "run", "1", "10.0.0.1", "", listens, Instant.EPOCH, false)));
        }
        for (RedisLoadBalancer balancer : balancers) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> answer(balancer.origins().live()).size() == ORIGINS);
        }
    }

    @AfterEach
    void stop() {
        open.forEach(session -> session.end(Side.PROXY, Cause.CLOSED));
        balancers.forEach(RedisLoadBalancer::close);
        redis.close();
    }

    private static StreamUrl stream(int number) {
        return new StreamUrl("__defaultVhost__", "live", "s" + number);
    }

    private Session session(StreamUrl stream, StreamRole role) {
        Session session = sessions.open("test", new InetSocketAddress("192.0.2.1", 1));
        session.identified(stream, role);
        synchronized (open) {
            open.add(session);
        }
        return session;
    }

    private void routed(int proxy, StreamUrl stream, StreamRole role) throws Exception {
        Route route = answer(routers.get(proxy).route(session(stream, role), RouteTarget.RTMP));
        seen.computeIfAbsent(stream, s -> ConcurrentHashMap.newKeySet())
                .add(route.origin().id());
        route.established();
    }

    /** All clients of all streams at once, in an order and at proxies that nobody chose. */
    private void crowd(IntStream streams, long seed) throws Exception {
        Random random = new Random(seed);
        List<Callable<Boolean>> clients = new ArrayList<>();
        streams.forEach(number -> IntStream.range(0, CLIENTS_OF_A_STREAM).forEach(client -> {
            StreamRole role = client == 0 ? StreamRole.PUBLISH : StreamRole.PLAY;
            int proxy = random.nextInt(PROXIES);
            clients.add(() -> {
                routed(proxy, stream(number), role);
                return true;
            });
        }));
        java.util.Collections.shuffle(clients, random);
        ExecutorService threads = Executors.newFixedThreadPool(24);
        try {
            for (Future<Boolean> client : threads.invokeAll(clients)) {
                assertThat(client.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<StreamUrl> split() {
        return seen.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void noStreamIsSplitThoughEveryProxyPicksAtRandom() throws Exception {
        open(new RandomPicker());

        crowd(IntStream.range(0, STREAMS), 1);

        assertThat(seen).hasSize(STREAMS);
        assertThat(split()).isEmpty();
        assertThat(seen.values().stream().flatMap(Set::stream).distinct()).hasSize(ORIGINS);
        assertThat(answer(routers.get(0).bindings())).hasSize(STREAMS);
    }

    @Test
    void noStreamIsSplitWhileRedisIsAwayNorWhenItIsBackWithoutItsData() throws Exception {
        open(new RendezvousPicker());
        crowd(IntStream.range(0, STREAMS / 2), 2);
        redis.kill();
        for (RedisLoadBalancer balancer : balancers) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !balancer.troubles()
                    .isEmpty());
        }

        crowd(IntStream.range(0, STREAMS), 3);
        assertThat(split()).as("away").isEmpty();
        redis.restart();
        for (RedisLoadBalancer balancer : balancers) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> balancer.troubles()
                    .isEmpty());
        }
        crowd(IntStream.range(0, STREAMS), 4);

        assertThat(split()).as("back").isEmpty();
        assertThat(seen).hasSize(STREAMS);
    }
}
