package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
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
import org.mediaproxy.it.peers.OpenSsl;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;
import org.mediaproxy.testkit.demo.DemoOrigin;

/** A process takes over from another one whose ports speak TLS, and which shares its state with others in Redis. */
class ClusterUpgradeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A key frame. */
    private static final byte[] FRAME = {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9};

    @TempDir
    Path folder;

    private final Daemon.Ports ports = Daemon.Ports.free();
    private final int redisPort = FreePort.tcp();
    private final int rtmps = FreePort.tcp();
    private final int https = FreePort.tcp();
    private SSLContext tls;
    private Transport transport;
    private DemoOrigin demo;
    private RealProcess redis;
    private Daemon older;

    @BeforeEach
    void start() throws Exception {
        tls = OpenSsl.credulous();
        OpenSsl.certificate(folder, "proxy", "proxy.example.com");
        String port = Integer.toString(redisPort);
        redis = RealProcess.of("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "")
                .in(folder)
                .start();
        redis.awaitLine("Ready to accept connections", PATIENCE);
        Settings threads = Settings.of(Map.of("PROXY_THREADS", "1"));
        transport = new Transport(TransportSettings.read(new SettingsReader(threads)), new Counters());
        demo = DemoOrigin.start(transport, new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 0));
        older = daemon("older");
        new SystemApi(ports.system())
                .register(
                        "demo",
                        "1",
                        demo.rtmpAddress().getPort(),
                        demo.httpAddress().getPort());
    }

    @AfterEach
    void stop() throws Exception {
        older.close();
        demo.close();
        redis.close();
        transport.closeAsync().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Daemon daemon(String name) throws IOException {
        Map<String, String> settings = Map.of(
                "PROXY_TAKEOVER",
                folder.resolve("takeover").toString(),
                "PROXY_LOAD_BALANCER_TYPE",
                "redis",
                "PROXY_REDIS_PORT",
                Integer.toString(redisPort),
                "PROXY_RTMPS_SERVER",
                "127.0.0.1:" + rtmps,
                "PROXY_HTTPS_SERVER",
                "127.0.0.1:" + https,
                "PROXY_TLS_CERT_FILE",
                folder.resolve("proxy.crt").toString(),
                "PROXY_TLS_KEY_FILE",
                folder.resolve("proxy.key").toString(),
                "PROXY_GRACE_QUIT_TIMEOUT",
                "60s",
                "PROXY_FORCE_QUIT_TIMEOUT",
                "90s");
        return Daemon.start(folder.resolve(name), ports, settings, List.of());
    }

    private RtmpCaller publisher(String stream) throws IOException {
        RtmpCaller publisher = RtmpCaller.overTls(rtmps, tls).connect("live");
        publisher.publish(stream);
        assertThat(publisher.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        return publisher;
    }

    private RtmpCaller player(String stream) throws IOException {
        RtmpCaller player = RtmpCaller.overTls(rtmps, tls).connect("live");
        player.play(stream);
        return player;
    }

    private static void relays(RtmpCaller publisher, RtmpCaller player) throws IOException {
        publisher.video(0, FRAME);
        assertThat(player.awaitVideo()).isTrue();
    }

    @Test
    void sessionsOverTlsStayNobodyIsRefusedAndWhatRedisKnowsOutlivesTheOlderProcess() throws Exception {
        RtmpCaller publisher = publisher("stays");
        RtmpCaller player = player("stays");
        relays(publisher, player);
        try (ConnectLoad load =
                new ConnectLoad(tls.getSocketFactory()).rtmp(rtmps).http(https)) {
            try (Daemon newer = daemon("newer")) {
                newer.process()
                        .awaitLine("took over from process " + older.process().pid(), PATIENCE);
                older.process().awaitLine("draining: ", PATIENCE);
                for (int i = 0; i < 50; i++) {
                    relays(publisher, player);
                }
                RtmpCaller late = player("stays");
                relays(publisher, late);
                RtmpCaller another = publisher("another");

                late.close();
                player.close();
                publisher.close();
                assertThat(older.process().awaitExit(PATIENCE)).isZero();
                relays(another, player("another"));
                assertThat(new SystemApi(ports.system()).get("/api/v1/origins").toString())
                        .contains("demo");
                int enough = load.answered() + 50;
                await().atMost(PATIENCE).until(() -> load.answered() > enough);
                assertThat(load.failures()).isEmpty();
                load.close();
                assertThat(older.process().output() + newer.process().output()).doesNotContain("ERROR", "LEAK");
            }
        }
    }
}
