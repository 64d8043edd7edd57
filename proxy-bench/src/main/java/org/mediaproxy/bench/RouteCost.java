package org.mediaproxy.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.route.RendezvousPicker;
import org.mediaproxy.core.route.RouteSettings;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.VhostRule;
import org.mediaproxy.lb.redis.RedisLoadBalancerProvider;
import redis.clients.jedis.Jedis;

/**
 * What a routing decision costs with a Redis: processor time of the whole process for each, and how long a first-time one takes, at a steady
 * rate of which nine in ten are for streams that are known here.
 */
public final class RouteCost {

    private static final int KNOWN = 20_000;

    /** Before it the compiler has half a core. */
    private static final int WARM_SECONDS = 40;

    private static final int AT_ONCE = 50;

    private final OriginRouter router;
    private final Sessions sessions = new Sessions(new Counters());
    private final Random random = new Random(6);
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private int newest;

    private RouteCost(OriginRouter router) {
        this.router = router;
    }

    /**
     * Prints one line.
     *
     * @param args the port of Redis on 127.0.0.1, decisions a second, seconds
     */
    public static void main(String[] args) {
        int rate = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        Settings settings = Settings.of(Map.of("PROXY_REDIS_PORT", args[0]));
        try (LoadBalancer balancer = new RedisLoadBalancerProvider()
                .open(new LoadBalancerContext(
                        settings, new Counters(), InstantSource.system(), Duration.ofMinutes(5)))) {
            for (int i = 0; i < 3; i++) {
                balancer.origins().register(origin(i)).toCompletableFuture().join();
            }
            RouteSettings routes = new RouteSettings(
                    new VhostRule(List.of()), Duration.ofMinutes(5), Duration.ofMinutes(5), 1_000_000);
            RouteCost cost = new RouteCost(new OriginRouter(
                    balancer, new RendezvousPicker(), routes, InstantSource.system(), new Counters(), "bench"));
            cost.makeKnown();
            long roundTrip = roundTripMicros(Integer.parseInt(args[0]));
            cost.run(rate, Math.max(WARM_SECONDS, seconds), 0);
            cost.run(rate, seconds, roundTrip);
        }
    }

    private static Origin origin(int number) {
        Map<OriginService, List<String>> listens = Map.of(OriginService.RTMP, List.of("1935"));
        return new Origin("o" + number, "run", "1", "10.0.0.1", "", listens, Instant.now(), false);
    }

    /** Twenty thousand streams that have been played through this proxy. */
    private void makeKnown() {
        for (int first = 0; first < KNOWN; first += AT_ONCE) {
            CompletableFuture<?>[] some = new CompletableFuture<?>[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                some[i] = router.route(session("known" + (first + i)), RouteTarget.RTMP)
                        .thenAccept(route -> route.established())
                        .toCompletableFuture();
            }
            CompletableFuture.allOf(some).join();
        }
    }

    private Session session(String stream) {
        Session session =
                sessions.open("bench", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Runnable::run);
        session.identified(new StreamUrl("__defaultVhost__", "live", stream), StreamRole.PLAY);
        return session;
    }

    /** The median of some that nothing else disturbs, from one thread of the JVM and back. */
    private static long roundTripMicros(int port) {
        long[] nanos = new long[500];
        try (Jedis redis = new Jedis("127.0.0.1", port)) {
            for (int i = 0; i < nanos.length; i++) {
                LockSupport.parkNanos(1_000_000);
                long asked = System.nanoTime();
                redis.ping();
                nanos[i] = System.nanoTime() - asked;
            }
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1000;
    }

    /** One line tells of it, unless the round trip is 0. */
    private void run(int rate, int seconds, long roundTrip) {
        int total = rate * seconds;
        long[] micros = new long[total];
        AtomicInteger first = new AtomicInteger();
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = process.getProcessCpuTime();
        long begun = System.nanoTime();
        for (int i = 0; i < total; i++) {
            long due = begun + TimeUnit.SECONDS.toNanos(1) * i / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(50_000); // a few decisions at a time, as clients of an event loop come
            }
            decide(random.nextInt(10) == 0, micros, first);
        }
        while (waiting.get() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        double took = (System.nanoTime() - begun) / 1e9;
        long used = process.getProcessCpuTime() - cpu;
        if (roundTrip > 0) {
            long[] sorted = Arrays.copyOf(micros, first.get());
            Arrays.sort(sorted);
            System.out.printf(
                    "%.0f decisions/s, %.1f us of processor time each (%.0f a second and core), %d for the first time:"
                            + " p50 %d us, p99 %d us, %.1f round trips of %d us, %d failed%n",
                    total / took,
                    used / 1e3 / total,
                    total / (used / 1e9),
                    sorted.length,
                    sorted[sorted.length / 2],
                    sorted[sorted.length * 99 / 100],
                    (double) sorted[sorted.length * 99 / 100] / roundTrip,
                    roundTrip,
                    failures.get());
        }
    }

    private void decide(boolean anew, long[] micros, AtomicInteger first) {
        Session session = session(anew ? "new" + newest++ : "known" + random.nextInt(KNOWN));
        long asked = System.nanoTime();
        waiting.incrementAndGet();
        router.route(session, RouteTarget.RTMP).whenComplete((route, error) -> {
            if (anew) {
                micros[first.getAndIncrement()] = (System.nanoTime() - asked) / 1000;
            }
            if (error != null) {
                failures.incrementAndGet();
            }
            session.end(Side.CLIENT, Cause.CLOSED);
            waiting.decrementAndGet();
        });
    }
}
