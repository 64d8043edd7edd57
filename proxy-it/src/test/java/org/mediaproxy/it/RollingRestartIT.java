package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;
import org.mediaproxy.it.peers.ConnectLoad;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.HaProxy;
import org.mediaproxy.it.peers.SteadyClient;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.demo.DemoOrigin;

/**
 * Two proxies behind one address, restarted one after the other, three times, under two hundred publishers and players and
 * many short connections. Each process says when it was taken over from and when each of its relays ended.
 */
class RollingRestartIT {

    private static final int ROUNDS = 3;
    private static final int PROXIES = 2;
    private static final int PUBLISHERS = 60;
    private static final int PLAYERS = 70; // of each kind
    private static final int STREAMS = 10;
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private final List<Daemon.Ports> ports = List.of(Daemon.Ports.free(), Daemon.Ports.free());
    private final List<Daemon> running = new ArrayList<>();
    private final List<Daemon> replaced = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<SteadyClient> clients = new ArrayList<>();
    private final List<SteadyClient> sources = new ArrayList<>();
    private Transport transport;
    private DemoOrigin origin;

    @BeforeEach
    void start() throws Exception {
        Settings threads = Settings.of(Map.of("PROXY_THREADS", "1"));
        transport = new Transport(TransportSettings.read(new SettingsReader(threads)), new Counters());
        origin = DemoOrigin.start(transport, new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 0));
        for (int i = 0; i < PROXIES; i++) {
            running.add(daemon(i));
            new SystemApi(ports.get(i).system())
                    .register(
                            "origin",
                            "1",
                            origin.rtmpAddress().getPort(),
                            origin.httpAddress().getPort());
        }
        for (int i = 0; i < STREAMS; i++) {
            sources.add(SteadyClient.publisher(origin.rtmpAddress().getPort(), "s" + i, failures));
        }
    }

    private void leave() throws InterruptedException {
        clients.forEach(SteadyClient::leave);
        for (SteadyClient client : clients) {
            client.close();
        }
    }

    @AfterEach
    void stop() throws Exception {
        leave();
        for (SteadyClient source : sources) {
            source.close();
        }
        replaced.forEach(Daemon::close);
        running.forEach(Daemon::close);
        origin.close();
        transport.closeAsync().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Daemon daemon(int number) throws IOException {
        Map<String, String> settings = Map.of(
                "PROXY_TAKEOVER", folder.resolve("takeover" + number).toString(),
                "PROXY_THREADS", "1",
                "PROXY_NEW_STREAMS_PER_ADDRESS", "100000",
                // The origin and two hundred clients share two cores with all of it here: whoever is slow is not dead.
                "PROXY_ORIGIN_TIMEOUT", "20s",
                "PROXY_RTMP_ANSWER_TIMEOUT", "25s",
                "PROXY_HTTP_ANSWER_TIMEOUT", "25s",
                "PROXY_GRACE_QUIT_TIMEOUT", GRACE.toSeconds() + "s",
                "PROXY_FORCE_QUIT_TIMEOUT", "60s");
        return Daemon.start(folder.resolve("proxy" + number), ports.get(number), settings, List.of());
    }

    @Test
    void everyRelayEndsOnlyWithItsOwnProxysGraceTimeAndNobodyIsRefused() throws Exception {
        try (HaProxy address = HaProxy.start(folder, ports);
                ConnectLoad load = new ConnectLoad()
                        .rtmp(address.rtmpPort())
                        .http(address.httpPort())
                        .rtmp(ports.get(0).rtmp())
                        .http(ports.get(1).system())) {
            begin(address);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < PROXIES; i++) {
                    replace(i);
                }
                for (Daemon old : replaced) {
                    assertThat(old.process().awaitExit(PATIENCE)).isZero();
                }
            }
            awaitAllServed();
            assertThat(load.failures()).isEmpty();
            assertThat(load.answered()).isGreaterThan(100);
            assertThat(failures).isEmpty();
            leave();
        }
        replaced.forEach(this::relaysEndedWithTheGraceTime);
        assertThat(replaced).hasSize(ROUNDS * PROXIES);
        assertThat(clients.stream().mapToInt(SteadyClient::served).sum()).isGreaterThan(2 * clients.size());
    }

    private void begin(HaProxy address) {
        for (int i = 0; i < PUBLISHERS; i++) {
            clients.add(SteadyClient.publisher(address.rtmpPort(), "p" + i, failures));
        }
        for (int i = 0; i < PLAYERS; i++) {
            clients.add(SteadyClient.player(address.rtmpPort(), "s" + i % STREAMS, failures));
            clients.add(SteadyClient.flvPlayer(address.httpPort(), "s" + i % STREAMS, failures));
        }
        await().atMost(PATIENCE).until(() -> clients.stream().allMatch(client -> client.served() > 0));
    }

    private void replace(int number) throws IOException {
        Daemon old = running.get(number);
        Daemon fresh = daemon(number);
        running.set(number, fresh);
        replaced.add(old);
        fresh.process().awaitLine("took over from process " + old.process().pid(), PATIENCE);
    }

    /** The processes that run now have every client. */
    private void awaitAllServed() {
        await().atMost(PATIENCE)
                .until(() ->
                        running.stream().mapToLong(RollingRestartIT::relays).sum() == clients.size());
        running.forEach(daemon -> assertThat(ends(daemon))
                .as("of process " + daemon.process().pid())
                .isEmpty());
    }

    /** Sessions that have found their origin, which those of the many short connections never do. */
    private static long relays(Daemon daemon) {
        return daemon.process()
                .output()
                .lines()
                .filter(line -> line.contains("] route "))
                .count();
    }

    private static List<String> ends(Daemon daemon) {
        return daemon.process()
                .output()
                .lines()
                .filter(line -> line.contains(" in relay"))
                .toList();
    }

    private void relaysEndedWithTheGraceTime(Daemon old) {
        OffsetDateTime taken = time(old.process().awaitLine("has taken over", Duration.ZERO));
        assertThat(ends(old))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(time(line)).as(line).isAfterOrEqualTo(taken.plus(GRACE)));
    }

    private static OffsetDateTime time(String line) {
        return OffsetDateTime.parse(line.split(" ", 2)[0]);
    }
}
