package org.mediaproxy.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.route.ManualClock;
import org.mediaproxy.core.route.MapLoadBalancer;
import org.mediaproxy.core.testing.ClosedPort;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/** Real sockets on loopback. */
final class OriginProbeIT {

    private final Counters counters = new Counters();
    private final ManualClock clock = new ManualClock();
    private final MapLoadBalancer registry = new MapLoadBalancer(clock, Runnable::run);
    private final OriginHealth health = new OriginHealth(clock);
    private final List<Closeable> open = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Transport transport;

    @SuppressWarnings("NullAway.Init") // set before each test
    private OriginProbe probe;

    @BeforeEach
    void start() {
        Map<String, String> settings = Map.of("PROXY_THREADS", "1", "PROXY_ORIGIN_TIMEOUT", "300ms");
        transport = new Transport(TransportSettings.read(new SettingsReader(Settings.of(settings))), counters);
        probe = new OriginProbe(transport, registry, health, counters);
    }

    @AfterEach
    void stop() throws IOException {
        for (Closeable socket : open) {
            socket.close();
        }
        await().until(() -> transport.connections() == 0);
        transport.close();
    }

    private int listening() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(socket);
        return socket.getLocalPort();
    }

    private int closed() {
        ClosedPort nobody = new ClosedPort();
        open.add(nobody);
        return nobody.port();
    }

    private Origin origin(String name, Map<OriginService, String> listens) {
        Map<OriginService, List<String>> lists = new EnumMap<>(OriginService.class);
        listens.forEach((service, endpoint) -> lists.put(service, List.of(endpoint)));
        Origin origin = new Origin(name, "s", "1", "127.0.0.1", "", lists, Instant.EPOCH, false);
        registry.registered.put(origin.id(), origin);
        return origin;
    }

    private static String text(int port) {
        return Integer.toString(port);
    }

    private long ended(String result) {
        return counters.counter(OriginProbe.PROBES, "result", result).sum();
    }

    private void probeUntil(String result, long count) {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            probe.probe();
            return ended(result) >= count;
        });
    }

    @Test
    void anOriginIsDownWhileNothingListensAndUpOnceSomethingDoes() throws IOException {
        ClosedPort nobody = new ClosedPort();
        open.add(nobody);
        int port = nobody.port();
        Origin origin = origin("a", Map.of(OriginService.RTMP, text(port)));
        probeUntil("failed", 2);
        await().until(() -> health.isDown(origin.id()));
        nobody.close();
        open.add(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
        probeUntil("ok", 1);
        await().until(() -> !health.isDown(origin.id()));
    }

    @Test
    void onePortThatAnswersIsEnough() throws IOException {
        origin("a", Map.of(OriginService.RTMP, text(closed()), OriginService.HTTP, text(listening())));
        probeUntil("ok", 3);
        assertThat(ended("failed")).isZero();
    }

    @Test
    void anOriginThatCannotBeReachedAtAllIsDownAfterTheTimeLimitOfConnects() {
        Origin origin = origin("a", Map.of(OriginService.RTMP, "192.0.2.1:1935"));
        probeUntil("failed", 2);
        await().until(() -> health.isDown(origin.id()));
    }

    @Test
    void anOriginWithUdpOnlyIsNotJudged() throws Exception {
        origin("a", Map.of(OriginService.SRT, text(closed())));
        origin("b", Map.of(OriginService.RTMP, text(listening())));
        probeUntil("ok", 2);
        assertThat(ended("failed")).isZero();
    }

    @Test
    void noConnectionIsLeft() throws IOException {
        origin("a", Map.of(OriginService.RTMP, text(listening()), OriginService.API, text(closed())));
        probeUntil("ok", 5);
        await().atMost(Duration.ofSeconds(5)).until(() -> transport.connections() == 0);
    }

    @Test
    void aRegistryThatFailsIsAskedAgainNextTime() throws IOException {
        origin("a", Map.of(OriginService.RTMP, text(listening())));
        registry.trouble = () -> CompletableFuture.failedFuture(new IllegalStateException("away"));
        probe.probe();
        assertThat(counters.sum(OriginProbe.PROBES)).isZero();
        registry.trouble = null;
        probeUntil("ok", 1);
    }
}
