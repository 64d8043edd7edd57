package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.GstRtspServer;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** Publishers and players that nobody here wrote, over TCP, in front of GStreamer's RTSP server as the default backend. */
class RtspPlayersIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private GstRtspServer origin;
    private Daemon proxy;
    private int port;

    @BeforeEach
    void start() throws Exception {
        startBefore(GstRtspServer.start(folder.resolve("origin")));
    }

    private void startBefore(GstRtspServer started) throws Exception {
        origin = started;
        port = FreePort.tcp();
        proxy = Daemon.start(
                folder.resolve("proxy" + port),
                Map.of(
                        "PROXY_RTSP_SERVER",
                        "127.0.0.1:" + port,
                        "PROXY_RTSP_UDP_PORTS",
                        "off",
                        "PROXY_DEFAULT_BACKEND_ENABLED",
                        "on",
                        "PROXY_DEFAULT_BACKEND_RTSP",
                        Integer.toString(origin.port())));
        proxy.process().awaitPort(port, Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    private String url(String user, String path) {
        return "rtsp://" + user + "127.0.0.1:" + port + path;
    }

    private RealProcess ffmpeg(String... options) {
        String[] command = new String[options.length + 4];
        System.arraycopy(new String[] {"ffmpeg", "-nostdin", "-v", "error"}, 0, command, 0, 4);
        System.arraycopy(options, 0, command, 4, options.length);
        return Programs.start(folder, Map.of(), command);
    }

    private RealProcess play(String url, String... first) {
        String[] options = Arrays.copyOf(first, first.length + 9);
        String[] rest = {"-i", url, "-frames:v", "10", "-c", "copy", "-f", "null", "-"};
        System.arraycopy(rest, 0, options, first.length, rest.length);
        return ffmpeg(options);
    }

    private static void assertEndsWell(RealProcess program) {
        assertThat(program.awaitExit(DEADLINE)).as(program.output()).isZero();
    }

    @Test
    void ffmpegPlaysOverTcp() {
        try (RealProcess player = play(url("", "/live/cam"), "-rtsp_transport", "tcp")) {
            assertEndsWell(player);
            assertThat(player.output()).isEmpty();
        }
    }

    @Test
    void ffmpegAsksForTcpWhereUdpIsRefused() {
        try (RealProcess player = play(url("", "/live/cam"))) {
            assertEndsWell(player);
            assertThat(player.output()).contains("461");
        }
    }

    @Test
    void gstreamerAsksForTcpWhereUdpIsRefused() {
        Path played = folder.resolve("played.h264");
        try (RealProcess player = Programs.start(
                folder,
                Map.of(),
                "gst-launch-1.0",
                "-q",
                "rtspsrc",
                "location=" + url("", "/live/cam"),
                "!",
                "rtph264depay",
                "!",
                "filesink",
                "buffer-mode=unbuffered",
                "location=" + played)) {
            // It is not asked to end: over TCP it then fails now and then to say PAUSE, also to the origin itself.
            await().atMost(DEADLINE).until(() -> Files.exists(played) && Files.size(played) > 2_000);
            assertThat(player.isAlive()).as(player.output()).isTrue();
        }
    }

    @Test
    void aPasswordIsBetweenPlayerAndOrigin() throws Exception {
        stop();
        startBefore(GstRtspServer.startWithPassword(folder.resolve("guarded")));
        try (RealProcess player = play(url("user:secret@", "/live/cam"), "-rtsp_transport", "tcp")) {
            assertEndsWell(player);
        }
        try (RealProcess stranger = play(url("user:wrong@", "/live/cam"), "-rtsp_transport", "tcp")) {
            assertThat(stranger.awaitExit(DEADLINE)).isNotZero();
            assertThat(stranger.output()).contains("401");
        }
    }

    @Test
    void aStreamThatTheOriginDoesNotHaveIsItsOwnNotFound() {
        try (RealProcess player = play(url("", "/live/none"), "-rtsp_transport", "tcp")) {
            assertThat(player.awaitExit(DEADLINE)).isNotZero();
            assertThat(player.output()).contains("404");
        }
    }

    @Test
    void ffmpegPublishes() throws Exception {
        try (RealProcess publisher = ffmpeg(
                "-re",
                "-i",
                Clip.avc().toString(),
                "-map",
                "0:v",
                "-c",
                "copy",
                "-rtsp_transport",
                "tcp",
                "-f",
                "rtsp",
                url("", "/live/pub"))) {
            assertEndsWell(publisher);
        }
        await().atMost(DEADLINE).until(() -> Files.exists(origin.taken()) && Files.size(origin.taken()) > 0);
        assertThat(Clip.packets(origin.taken(), "video")).hasSizeGreaterThan(100);
    }
}
