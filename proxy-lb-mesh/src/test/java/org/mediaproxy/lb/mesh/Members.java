package org.mediaproxy.lb.mesh;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.testkit.FreePort;

/** Members of a mesh on loopback, and what the tests of this package share. */
final class Members {

    private final List<Integer> ports;

    private Members(List<Integer> ports) {
        this.ports = ports;
    }

    /** Ports for as many members. */
    static Members of(int count) {
        return new Members(
                IntStream.range(0, count).mapToObj(i -> FreePort.tcp()).toList());
    }

    String address(int member) {
        return "127.0.0.1:" + ports.get(member);
    }

    /** The settings of one. */
    Map<String, String> settings(int member, String... more) {
        String peers = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        Map<String, String> settings = new HashMap<>(Map.of(
                "PROXY_MESH_LISTEN",
                address(member),
                "PROXY_MESH_PEERS",
                peers,
                "PROXY_MESH_NAME",
                "mesh-" + ports.get(0)));
        for (int i = 0; i < more.length; i += 2) {
            settings.put("PROXY_MESH_" + more[i], more[i + 1]);
        }
        return settings;
    }

    /** Opens one in this process. */
    MeshLoadBalancer open(int member, Duration originTtl) {
        return open(settings(member), originTtl);
    }

    static MeshLoadBalancer open(Map<String, String> settings, Duration originTtl) {
        LoadBalancerContext context =
                new LoadBalancerContext(Settings.of(settings), new Counters(), InstantSource.system(), originTtl);
        return (MeshLoadBalancer) new MeshLoadBalancerProvider().open(context);
    }

    /** The answer, which must come within the time that the router gives. */
    static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(3, TimeUnit.SECONDS);
    }

    /** What is done with one of many. */
    interface Each<V, T> {
        T with(int number, V one) throws Exception;
    }

    /** Does it with all of them at the same time. */
    static <V, T> List<T> each(List<V> all, Each<V, T> action) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                int number = i;
                running.add(threads.submit(() -> action.with(number, all.get(number))));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    static Origin origin(String server, String run) {
        return new Origin(
                server,
                run,
                "1",
                "10.0.0.7",
                "rack-4",
                Map.of(OriginService.RTMP, List.of("1935"), OriginService.RTC, List.of("udp://0.0.0.0:8000")),
                Instant.parse("2026-03-01T12:00:00.123Z"),
                false);
    }
}
