package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.ConnectLoad;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.FlvCaller;
import org.mediaproxy.it.peers.IceCaller;
import org.mediaproxy.it.peers.IceOrigin;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.SrtOrigin;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;
import org.mediaproxy.testkit.demo.DemoOrigin;

/** A process takes over from another one while clients of every protocol are there and others come. */
class UpgradeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PATIENCE_MILLIS = 30_000;

    /** A key frame. */
    private static final byte[] FRAME = {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9};

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Daemon.Ports ports = Daemon.Ports.free();
    private final int srtPort = FreePort.udp();
    private final int rtcPort = FreePort.udp();
    private Transport transport;
    private DemoOrigin demo;
    private SrtOrigin srt;
    private IceOrigin ice;
    private Daemon older;

    @BeforeEach
    void start() throws Exception {
        Settings threads = Settings.of(Map.of("PROXY_THREADS", "1"));
        transport = new Transport(TransportSettings.read(new SettingsReader(threads)), new Counters());
        demo = DemoOrigin.start(transport, new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 0));
        srt = opened(SrtOrigin.start(folder.resolve("origin")));
        srt.offers("clip", Clip.ts());
        ice = opened(new IceOrigin());
        older = daemon("older", Map.of());
        new SystemApi(ports.system()).register("""
                        {"ip":"127.0.0.1","server":"all","service":"s1","pid":"1","rtmp":["%d"],"http":["%d"],
                         "srt":["%d"],"api":["%d"],"rtc":["udp://%d"]}
                        """.formatted(
                        demo.rtmpAddress().getPort(),
                        demo.httpAddress().getPort(),
                        srt.port(),
                        ice.apiPort(),
                        ice.mediaPort()));
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        demo.close();
        transport.closeAsync().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private Daemon daemon(String name, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "PROXY_TAKEOVER", folder.resolve("takeover").toString(),
                "PROXY_SRT_SERVER", "127.0.0.1:" + srtPort,
                "PROXY_WEBRTC_SERVER", "127.0.0.1:" + rtcPort,
                "PROXY_RTC_IDLE_TIMEOUT", "3s",
                "PROXY_THREADS", "2",
                "PROXY_GRACE_QUIT_TIMEOUT", "60s",
                "PROXY_FORCE_QUIT_TIMEOUT", "90s"));
        settings.putAll(more);
        return opened(Daemon.start(folder.resolve(name), ports, settings, List.of()));
    }

    private Daemon newer() throws IOException {
        Daemon newer = daemon("newer", Map.of());
        newer.process().awaitLine("took over from process " + older.process().pid(), PATIENCE);
        older.process().awaitLine("draining: ", PATIENCE);
        return newer;
    }

    private RtmpCaller rtmp() throws IOException {
        RtmpCaller caller = opened(new RtmpCaller(ports.rtmp()).connect("live"));
        caller.patience(PATIENCE_MILLIS);
        return caller;
    }

    private RtmpCaller publisher(String stream) throws IOException {
        RtmpCaller publisher = rtmp();
        publisher.publish(stream);
        assertThat(publisher.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        return publisher;
    }

    private RtmpCaller player(String stream) throws IOException {
        RtmpCaller player = rtmp();
        player.play(stream);
        return player;
    }

    private static void relays(RtmpCaller publisher, RtmpCaller player) throws IOException {
        publisher.video(0, FRAME);
        assertThat(player.awaitVideo()).isTrue();
    }

    private String srtUrl(String stream, String mode) {
        return "srt://127.0.0.1:" + srtPort + "?streamid=#!::r=live/" + stream + ",m=" + mode;
    }

    private RealProcess srtPublisher(String stream) throws IOException {
        Path clip = Clip.ts();
        return opened(Programs.start(
                folder,
                Map.of(),
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-re",
                "-stream_loop",
                "-1",
                "-i",
                clip.toString(),
                "-c",
                "copy",
                "-f",
                "mpegts",
                srtUrl(stream, "publish")));
    }

    private long taken(String stream) throws IOException {
        return Files.exists(srt.taken(stream)) ? Files.size(srt.taken(stream)) : 0;
    }

    private void grows(String stream) throws IOException {
        long before = taken(stream);
        await().atMost(PATIENCE).until(() -> taken(stream) > before + 20_000);
    }

    private static long lines(Daemon daemon, String regex) {
        return daemon.process()
                .output()
                .lines()
                .filter(line -> line.matches(".*" + regex + ".*"))
                .count();
    }

    @Test
    void sessionsStayAndNewOnesComeToTheNewerProcessAndNobodyIsRefused() throws Exception {
        RtmpCaller publisher = publisher("stays");
        RtmpCaller player = player("stays");
        relays(publisher, player);
        IceCaller caller = opened(new IceCaller("call", ports.api(), rtcPort));
        caller.check();
        caller.media(1);
        IceCaller signalledOnly = opened(new IceCaller("later", ports.api(), rtcPort));
        RealProcess srtPublisher = srtPublisher("pub");
        grows("pub");
        try (ConnectLoad load = new ConnectLoad()
                .rtmp(ports.rtmp())
                .http(ports.http())
                .http(ports.api())
                .http(ports.system())) {
            Daemon newer = newer();
            long opened = lines(older, "\\[(rtc|srt) \\w+\\] open");

            for (int i = 2; i < 50; i++) {
                relays(publisher, player);
                caller.media(i);
            }
            caller.check();
            grows("pub");
            theNewerServes(publisher, newer);
            signalledOnly.check();
            IceCaller another = opened(new IceCaller("another", ports.api(), rtcPort));
            another.check();
            another.media(1);
            caller.media(99);
            assertThat(lines(newer, "\\[rtc \\w+\\] open")).isEqualTo(2);
            assertThat(lines(newer, "\\[srt \\w+\\] open")).isEqualTo(1);
            assertThat(lines(older, "\\[(rtc|srt) \\w+\\] open")).isEqualTo(opened);
            assertThat(lines(older, "\\] end .* in relay")).isZero();

            player.close();
            publisher.close();
            srtPublisher.close();
            caller.close();
            assertThat(older.process().awaitExit(PATIENCE)).isZero();
            another.media(2);
            int enough = load.answered() + 50;
            await().atMost(PATIENCE).until(() -> load.answered() > enough);
            assertThat(load.failures()).isEmpty();
            assertThat(newer.process().isAlive()).isTrue();
            assertThat(older.process().output() + newer.process().output()).doesNotContain("ERROR", "LEAK");
        }
    }

    /** It knows the origin, which registered with the older one alone, and where the stream is. */
    private void theNewerServes(RtmpCaller publisher, Daemon newer) throws Exception {
        assertThat(new SystemApi(ports.system()).get("/api/v1/origins").toString())
                .contains("all-s1-1");
        RtmpCaller late = player("stays");
        relays(publisher, late);
        try (FlvCaller flv = new FlvCaller(newer.http("/live/stays.flv"), PATIENCE_MILLIS)) {
            flv.awaitVideo();
        }
        relays(publisher("new"), player("new"));
        Path played = folder.resolve("played.ts");
        try (RealProcess ffmpeg = Programs.start(
                folder,
                Map.of(),
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-y",
                "-i",
                srtUrl("clip", "request"),
                "-c",
                "copy",
                "-f",
                "mpegts",
                played.toString())) {
            assertThat(ffmpeg.awaitExit(PATIENCE)).as(ffmpeg.output()).isZero();
        }
        assertThat(Clip.packets(played, "video")).isEqualTo(Clip.packets(Clip.ts(), "video"));
    }

    @Test
    void aProcessThatCannotStartLeavesTheRunningOneAsItWas() throws Exception {
        RtmpCaller publisher = publisher("stays");
        RtmpCaller player = player("stays");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Daemon failing = daemon("failing", Map.of("PROXY_RTSP_SERVER", "127.0.0.1:" + taken.getLocalPort()));
            assertThat(failing.process().awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(failing.process().output()).contains("cannot listen on");
        }
        older.process().awaitLine("does not take over, this one goes on", PATIENCE);
        relays(publisher, player);
        relays(publisher, player("stays"));
        assertThat(new SystemApi(ports.system()).call("GET", "/readyz", "").statusCode())
                .isEqualTo(200);
        newer();
        relays(publisher, player);
    }

    @Test
    void aPortThatTheNewerProcessDoesNotHaveIsClosed() throws Exception {
        int before = ports.rtmp();
        Daemon newer = daemon("newer", Map.of("PROXY_RTMP_SERVER", "127.0.0.1:" + FreePort.tcp()));
        newer.process().awaitLine("took over from process", PATIENCE);
        assertThat(older.process().awaitExit(PATIENCE)).isZero();
        await().atMost(PATIENCE).until(() -> !accepts(before));
        try (Socket http = new Socket(InetAddress.getLoopbackAddress(), ports.http())) {
            http.getOutputStream().write("GET /api/v1/versions HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(http.getInputStream().read()).isEqualTo('H');
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
