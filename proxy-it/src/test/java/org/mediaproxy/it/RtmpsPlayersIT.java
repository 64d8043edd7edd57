package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.OpenSsl;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.TlsFront;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** RTMP with TLS on both sides of the daemon: OpenSSL and ffmpeg in front, HAProxy with TLS and nginx-rtmp behind. */
class RtmpsPlayersIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int PLAYERS = 30;

    @TempDir
    static Path folder;

    private static NginxRtmp origin;
    private static TlsFront front;
    private static Daemon proxy;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        OpenSsl.certificate(folder, "first", "first.example.com");
        OpenSsl.certificate(folder, "second", "second.example.com");
        OpenSsl.certificate(folder, "origin", "origin.example.com");
        origin = NginxRtmp.start(folder.resolve("origin"), 4096);
        front = TlsFront.start(folder, folder.resolve("origin.pem"), origin.rtmpPort());
        port = FreePort.tcp();
        proxy = Daemon.start(
                folder.resolve("proxy"),
                Map.of(
                        "PROXY_RTMPS_SERVER",
                        "127.0.0.1:" + port,
                        "PROXY_TLS_CERT_FILE",
                        folder.resolve("first.crt") + "," + folder.resolve("second.crt"),
                        "PROXY_TLS_KEY_FILE",
                        folder.resolve("first.key") + "," + folder.resolve("second.key"),
                        "PROXY_ORIGIN_TLS_CA_FILE",
                        folder.resolve("origin.crt").toString(),
                        "PROXY_DEFAULT_BACKEND_ENABLED",
                        "on",
                        "PROXY_DEFAULT_BACKEND_TLS",
                        "rtmp",
                        "PROXY_DEFAULT_BACKEND_RTMP",
                        Integer.toString(front.port())));
        proxy.process().awaitPort(port, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        front.close();
        origin.close();
    }

    private static String url(String path) {
        return "rtmps://127.0.0.1:" + port + path;
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_3, 'New, TLSv1.3, Cipher is TLS_AES_'",
        "-tls1_2, 'New, TLSv1.2, Cipher is ECDHE-ECDSA-'",
        "-tls1_1 -cipher ALL:@SECLEVEL=0, 'Cipher is (NONE)'",
        "-tls1_2 -cipher AES128-SHA:@SECLEVEL=0, 'Cipher is (NONE)'",
        "-servername first.example.com, 'subject=CN = first.example.com'",
        "-servername second.example.com, 'subject=CN = second.example.com'",
        "-servername third.example.com, 'subject=CN = first.example.com'",
    })
    void versionsCiphersAndNamesAreAsTheyShouldBe(String options, String told) {
        assertThat(OpenSsl.handshake(port, options.split(" "))).contains(told);
    }

    @Test
    void ffmpegPublishesAndPlays() throws Exception {
        try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), url("/live/tls?token=a%2Fb"));
                RealProcess player = Ffmpeg.decode(url("/live/tls"), 3)) {
            assertThat(player.awaitExit(DEADLINE))
                    .as(player.output() + publisher.output())
                    .isZero();
            assertThat(player.output()).isEmpty();
        }
    }

    @Test
    void aNewCertificateUnderLoadCutsNothing() throws Exception {
        SSLContext players = OpenSsl.credulous();
        List<RtmpCaller> playing = new ArrayList<>();
        try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), url("/live/load"))) {
            await().atMost(DEADLINE).until(() -> origin.stat().stream()
                    .anyMatch(stat -> stat.stream().equals("load")));
            for (int i = 0; i < PLAYERS; i++) {
                RtmpCaller player = RtmpCaller.overTls(port, players).connect("live");
                player.play("load");
                playing.add(player);
            }
            watch(playing);
            OpenSsl.certificate(folder, "first", "renewed.example.com");
            await().atMost(DEADLINE).until(() -> OpenSsl.handshake(port).contains("subject=CN = renewed.example.com"));
            watch(playing);
            assertThat(publisher.isAlive()).as(publisher.output()).isTrue();
        } finally {
            for (RtmpCaller player : playing) {
                player.close();
            }
            OpenSsl.certificate(folder, "first", "first.example.com");
            await().atMost(DEADLINE).until(() -> OpenSsl.handshake(port).contains("subject=CN = first.example.com"));
        }
    }

    /** Each gets more than what was on its way when the certificate changed. */
    private static void watch(List<RtmpCaller> players) throws Exception {
        for (RtmpCaller player : players) {
            for (int i = 0; i < 20; i++) {
                assertThat(player.awaitVideo()).isTrue();
            }
        }
    }

    @Test
    void whatIsNoTlsIsOneLineOfTheLog() throws Exception {
        for (String said :
                List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\3" + "x".repeat(1536), "\u0016\3\1\0\5garbage")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
            }
        }
        await().atMost(DEADLINE)
                .until(() -> lines("[rtmps] no TLS with /127.0.0.1").size() >= 3);
        assertThat(lines("\tat ")).isEmpty();
        assertThat(lines("Exception:")).isEmpty();
    }

    private static List<String> lines(String part) {
        return proxy.process()
                .output()
                .lines()
                .filter(line -> line.contains(part))
                .toList();
    }
}
