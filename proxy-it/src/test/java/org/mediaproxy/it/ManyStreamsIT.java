package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.FlvCaller;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;
import org.mediaproxy.testkit.demo.DemoOrigin;

/**
 * Three proxy processes and three origins; five hundred new streams, each with a publisher and three players that
 * come at once and in any order, at any proxy, over RTMP and HTTP-FLV. The origins count: no stream may be at two.
 */
class ManyStreamsIT {

    private static final int MEMBERS = 3;
    private static final int STREAMS = 500;
    private static final int PLAYERS = 3;
    private static final int MOST_WAITING = 64;
    private static final int MOST_TRIES = 30;
    private static final int PAUSE_MILLIS = 1_000;
    private static final int FRAME_SECONDS = 5;
    private static final int PATIENCE_MILLIS = 30_000;

    /** A key frame. */
    private static final byte[] FRAME = {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9};

    @TempDir
    Path folder;

    private final Random random = new Random(6);
    private final List<DemoOrigin> origins = new ArrayList<>();
    private final List<Daemon> proxies = new ArrayList<>();
    private final ScheduledExecutorService media = Executors.newSingleThreadScheduledExecutor();
    private final Queue<RtmpCaller> publishers = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> clients = Collections.synchronizedList(new ArrayList<>());
    private Optional<RealProcess> redis = Optional.empty();
    private Transport transport;

    @BeforeEach
    void startOrigins() {
        Settings threads = Settings.of(Map.of("PROXY_THREADS", "2"));
        transport = new Transport(TransportSettings.read(new SettingsReader(threads)), new Counters());
        for (int i = 0; i < MEMBERS; i++) {
            origins.add(DemoOrigin.start(transport, new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 0)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        media.shutdownNow();
        media.awaitTermination(10, TimeUnit.SECONDS);
        for (AutoCloseable client : clients) {
            client.close();
        }
        proxies.forEach(Daemon::close);
        origins.forEach(DemoOrigin::close);
        transport.closeAsync().toCompletableFuture().get(10, TimeUnit.SECONDS);
        redis.ifPresent(RealProcess::close);
    }

    @Test
    void withRedis() throws Exception {
        String port = Integer.toString(FreePort.tcp());
        RealProcess server = RealProcess.of("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "")
                .in(folder)
                .start();
        redis = Optional.of(server);
        server.awaitLine("Ready to accept connections", Duration.ofSeconds(10));
        for (int i = 0; i < MEMBERS; i++) {
            startProxy(i, Map.of("PROXY_LOAD_BALANCER_TYPE", "redis", "PROXY_REDIS_PORT", port));
        }

        noneIsSplit();
    }

    @Test
    void withAMesh() throws Exception {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add("127.0.0.1:" + FreePort.tcp());
        }
        for (int i = 0; i < MEMBERS; i++) {
            startProxy(
                    i,
                    Map.of(
                            "PROXY_LOAD_BALANCER_TYPE",
                            "mesh",
                            "PROXY_MESH_LISTEN",
                            members.get(i),
                            "PROXY_MESH_PEERS",
                            String.join(",", members)));
        }

        noneIsSplit();
    }

    private void startProxy(int number, Map<String, String> balancer) throws IOException {
        Map<String, String> settings = new HashMap<>(balancer);
        settings.put("PROXY_NEW_STREAMS_PER_ADDRESS", "100000");
        settings.put("PROXY_LOG_LEVEL", "warn");
        // The origins share two cores with two thousand clients here: whoever is slow is not dead.
        settings.put("PROXY_ORIGIN_TIMEOUT", "20s");
        settings.put("PROXY_RTMP_ANSWER_TIMEOUT", "25s");
        settings.put("PROXY_RTMP_IDENTIFY_TIMEOUT", "25s");
        settings.put("PROXY_HTTP_ANSWER_TIMEOUT", "25s");
        proxies.add(Daemon.start(folder.resolve("proxy" + number), settings));
    }

    private void noneIsSplit() throws Exception {
        for (int i = 0; i < MEMBERS; i++) {
            Origin origin = origins.get(i).asOrigin("origin" + i, Instant.now());
            new SystemApi(proxies.get(i).systemPort())
                    .register(
                            origin.server(),
                            "1",
                            origins.get(i).rtmpAddress().getPort(),
                            origins.get(i).httpAddress().getPort());
        }
        awaitOrigins();
        media.scheduleWithFixedDelay(this::goOn, FRAME_SECONDS, FRAME_SECONDS, TimeUnit.SECONDS);

        begin();

        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < MEMBERS; i++) {
            for (String stream : origins.get(i).publishedStreams()) {
                assertThat(places.put(stream, i))
                        .as("a second origin of " + stream)
                        .isNull();
            }
        }
        assertThat(places).hasSize(STREAMS);
        assertThat(places.values()).contains(0, 1, 2);
        places.forEach((stream, place) -> {
            for (int i = 0; i < MEMBERS; i++) {
                assertThat(origins.get(i).players(stream)).as(stream).isEqualTo(i == place ? PLAYERS : 0);
            }
        });
    }

    private void awaitOrigins() {
        for (Daemon proxy : proxies) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> new SystemApi(proxy.systemPort())
                                    .get("/api/v1/origins")
                                    .getAsJsonObject("data")
                                    .get("alive")
                                    .getAsInt()
                            == MEMBERS);
        }
    }

    /**
     * The clients of each stream at once and in any order; the next stream as soon as the machine has served enough of
     * those before it, so that it is as busy as it can be and no busier. Returns when each has had media.
     */
    private void begin() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        Semaphore places = new Semaphore(MOST_WAITING);
        List<Future<Boolean>> all = new ArrayList<>();
        try {
            for (int s = 0; s < STREAMS; s++) {
                List<Callable<Boolean>> clients = clientsOf("many" + s);
                assertThat(places.tryAcquire(clients.size(), 2, TimeUnit.MINUTES))
                        .as("the clients of another stream are served")
                        .isTrue();
                for (Callable<Boolean> client : clients) {
                    all.add(threads.submit(() -> {
                        try {
                            return client.call();
                        } finally {
                            places.release();
                        }
                    }));
                }
            }
            for (Future<Boolean> client : all) {
                assertThat(client.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Callable<Boolean>> clientsOf(String stream) {
        List<Callable<Boolean>> all = new ArrayList<>();
        Daemon first = anyProxy();
        all.add(() -> insist("publisher of " + stream, () -> publish(stream, first)));
        for (int p = 0; p < PLAYERS; p++) {
            Daemon proxy = anyProxy();
            boolean overHttp = random.nextBoolean();
            Attempt play = overHttp ? () -> playFlv(stream, proxy) : () -> playRtmp(stream, proxy);
            all.add(() -> insist((overHttp ? "HTTP" : "RTMP") + " player of " + stream, play));
        }
        Collections.shuffle(all, random);
        return all;
    }

    private Daemon anyProxy() {
        return proxies.get(random.nextInt(MEMBERS));
    }

    /** Until the stream is there: who is refused comes again a little later, as encoders and players do. */
    private static boolean insist(String who, Attempt attempt) throws InterruptedException {
        List<String> refusals = new ArrayList<>();
        while (refusals.size() < MOST_TRIES) {
            try {
                attempt.run();
                return true;
            } catch (IOException refused) {
                refusals.add(Instant.now() + " " + refused);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        throw new AssertionError(who + ": " + refusals);
    }

    /** One call for a stream. */
    private interface Attempt {
        /** Returns once the stream is there; otherwise says why not. */
        void run() throws IOException;
    }

    private void publish(String stream, Daemon proxy) throws IOException {
        RtmpCaller caller = open(proxy);
        caller.connect("live").publish(stream);
        String status = caller.awaitStatus();
        if (!status.equals("NetStream.Publish.Start")) {
            caller.close();
            throw new IOException(status);
        }
        caller.video(0, FRAME);
        publishers.add(caller);
    }

    /** Media goes on while the others come: origins end a publisher that is silent for half a minute. */
    private void goOn() {
        publishers.removeIf(publisher -> {
            try {
                publisher.video(1, FRAME);
                return false;
            } catch (IOException ended) {
                return true; // the origins' counts will tell
            }
        });
    }

    private void playRtmp(String stream, Daemon proxy) throws IOException {
        RtmpCaller caller = open(proxy);
        caller.connect("live").play(stream);
        if (!caller.awaitVideo()) {
            caller.close();
            throw new IOException("no such stream");
        }
    }

    private RtmpCaller open(Daemon proxy) throws IOException {
        RtmpCaller caller = new RtmpCaller(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.rtmpPort()), PATIENCE_MILLIS);
        clients.add(caller);
        return caller;
    }

    private void playFlv(String stream, Daemon proxy) throws IOException {
        FlvCaller caller = new FlvCaller(proxy.http("/live/" + stream + ".flv"), PATIENCE_MILLIS);
        clients.add(caller);
        try {
            caller.awaitVideo();
        } catch (IOException early) {
            caller.close();
            throw early;
        }
    }
}
