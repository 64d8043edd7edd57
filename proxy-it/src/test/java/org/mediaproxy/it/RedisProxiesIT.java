package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** Two proxy processes, three real origins, one real Redis: who publishes at one proxy is played at the other. */
class RedisProxiesIT {

    private static final int ORIGINS = 3;
    private static final int STREAMS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final int redisPort = FreePort.tcp();
    private final List<NginxRtmp> origins = new ArrayList<>();
    private final List<Daemon> proxies = new ArrayList<>();
    private final List<RealProcess> clients = new ArrayList<>();
    private RealProcess redis;

    @BeforeEach
    void start() throws Exception {
        redis = redis();
        Map<String, String> settings =
                Map.of("PROXY_LOAD_BALANCER_TYPE", "redis", "PROXY_REDIS_PORT", Integer.toString(redisPort));
        for (int i = 0; i < 2; i++) {
            proxies.add(Daemon.start(folder.resolve("proxy" + i), settings));
        }
        for (int i = 0; i < ORIGINS; i++) {
            NginxRtmp origin = NginxRtmp.start(folder.resolve("origin" + i), 4096);
            origins.add(origin);
            api(i % 2).register("origin" + i, "1", origin.rtmpPort(), origin.httpPort());
        }
    }

    private RealProcess redis() {
        String port = Integer.toString(redisPort);
        RealProcess started = RealProcess.of("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "")
                .in(folder)
                .start();
        started.awaitLine("Ready to accept connections", PATIENCE);
        return started;
    }

    @AfterEach
    void stop() {
        clients.forEach(RealProcess::close);
        proxies.forEach(Daemon::close);
        origins.forEach(NginxRtmp::close);
        redis.close();
    }

    private SystemApi api(int proxy) {
        return new SystemApi(proxies.get(proxy).systemPort());
    }

    private void publish(String stream, int proxy) throws Exception {
        clients.add(Ffmpeg.publishForever(Clip.brief(), proxies.get(proxy).rtmp("/live/" + stream)));
    }

    private void awaitPublishers(int count) {
        await().atMost(PATIENCE)
                .until(() ->
                        stats().stream().mapToInt(NginxRtmp.Stat::publishers).sum() == count);
    }

    private void played(String stream, int proxy) throws Exception {
        RealProcess player = Ffmpeg.decode(proxies.get(proxy).rtmp("/live/" + stream), 1);
        clients.add(player);
        assertThat(player.awaitExit(PATIENCE)).as(player.output()).isZero();
        assertThat(player.output()).isEmpty();
    }

    private List<NginxRtmp.Stat> stats() {
        return origins.stream().flatMap(origin -> origin.stat().stream()).toList();
    }

    private List<String> split() {
        Map<String, Integer> holders = new HashMap<>();
        stats().forEach(stat -> holders.merge(stat.application() + "/" + stat.stream(), 1, Integer::sum));
        return holders.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    private String reasons(int proxy) throws Exception {
        var ready = api(proxy).call("GET", "/readyz", "");
        assertThat(ready.statusCode()).isEqualTo(200);
        return ready.body();
    }

    @Test
    void whatIsPublishedAtOneProxyIsPlayedAtTheOther() throws Exception {
        for (int proxy = 0; proxy < 2; proxy++) {
            assertThat(api(proxy)
                            .get("/api/v1/origins")
                            .getAsJsonObject("data")
                            .get("alive")
                            .getAsInt())
                    .isEqualTo(ORIGINS);
        }
        for (int i = 0; i < STREAMS; i++) {
            publish("s" + i, i % 2);
        }
        awaitPublishers(STREAMS);

        for (int i = 0; i < STREAMS; i++) {
            played("s" + i, (i + 1) % 2);
        }

        assertThat(split()).isEmpty();
    }

    @Test
    void aRedisThatDiesAndComesBackEmptyCutsNobodyAndSplitsNothing() throws Exception {
        publish("old", 0);
        awaitPublishers(1);
        played("old", 1);

        redis.terminate(Duration.ZERO);
        publish("new", 0);
        awaitPublishers(2);

        played("new", 1);
        played("old", 1);
        for (int proxy = 0; proxy < 2; proxy++) {
            assertThat(reasons(proxy)).contains("degraded: Redis at 127.0.0.1:" + redisPort);
        }
        redis = redis();
        await().atMost(PATIENCE).until(() -> !(reasons(0) + reasons(1)).contains("degraded"));
        played("new", 0);
        played("old", 0);
        played("new", 1);
        assertThat(split()).isEmpty();
        assertThat(clients.get(0).isAlive()).as("the first publisher").isTrue();
    }
}
