package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.GstRtspServer;
import org.mediaproxy.it.peers.OpenSsl;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** ffmpeg and OpenSSL in front of the daemon's RTSPS port, with certificates that OpenSSL makes. */
class RtspsPlayersIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private GstRtspServer origin;
    private Daemon proxy;
    private int port;

    @BeforeEach
    void start() throws Exception {
        OpenSsl.certificate(folder, "proxy", "first.example.com");
        origin = GstRtspServer.start(folder.resolve("origin"));
        port = FreePort.tcp();
        proxy = Daemon.start(
                folder.resolve("proxy"),
                Map.of(
                        "PROXY_RTSPS_SERVER", "127.0.0.1:" + port,
                        "PROXY_TLS_CERT_FILE", folder.resolve("proxy.crt").toString(),
                        "PROXY_TLS_KEY_FILE", folder.resolve("proxy.key").toString(),
                        "PROXY_DEFAULT_BACKEND_ENABLED", "on",
                        "PROXY_DEFAULT_BACKEND_RTSP", Integer.toString(origin.port())));
        proxy.process().awaitPort(port, Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    private static void assertEndsWell(RealProcess program) {
        assertThat(program.awaitExit(DEADLINE)).as(program.output()).isZero();
    }

    private String url(String path) {
        return "rtsps://127.0.0.1:" + port + path;
    }

    @Test
    void versions12And13AreSpokenAndNoneBefore() {
        assertThat(OpenSsl.handshake(port, "-tls1_3")).contains("New, TLSv1.3, Cipher is TLS_AES_");
        assertThat(OpenSsl.handshake(port, "-tls1_2")).contains("New, TLSv1.2, Cipher is ECDHE-ECDSA-");
        assertThat(OpenSsl.handshake(port, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
                .contains("alert protocol version")
                .contains("Cipher is (NONE)");
    }

    @Test
    void ffmpegPlaysAndANewCertificateCutsNothing() throws Exception {
        try (RealProcess player = Programs.start(
                folder,
                Map.of(),
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-i",
                url("/live/cam"),
                "-c",
                "copy",
                "-flush_packets",
                "1",
                "-f",
                "h264",
                "played.h264")) {
            Path played = folder.resolve("played.h264");
            await().atMost(DEADLINE).until(() -> Files.exists(played) && Files.size(played) > 0);
            OpenSsl.certificate(folder, "proxy", "second.example.com");
            await().atMost(DEADLINE).until(() -> OpenSsl.handshake(port).contains("subject=CN = second.example.com"));
            long before = played.toFile().length();
            await().atMost(DEADLINE).until(() -> Files.size(played) > before);
            assertThat(player.isAlive()).as(player.output()).isTrue();
        }
    }

    @Test
    void ffmpegPublishes() throws Exception {
        try (RealProcess publisher = Programs.start(
                folder,
                Map.of(),
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-re",
                "-i",
                Clip.brief().toAbsolutePath().toString(),
                "-map",
                "0:v",
                "-c",
                "copy",
                "-rtsp_transport",
                "tcp",
                "-f",
                "rtsp",
                url("/live/pub"))) {
            assertEndsWell(publisher);
        }
        await().atMost(DEADLINE).until(() -> Files.exists(origin.taken()) && Files.size(origin.taken()) > 0);
        assertThat(Clip.packets(origin.taken(), "video")).hasSizeGreaterThan(40);
    }

    @Test
    void aKeyOfAnotherCertificateIsToldWithoutAStart() {
        Path other = folder.resolve("other.key");
        try (RealProcess openssl = Programs.start(
                folder, Map.of(), "openssl", "genpkey", "-algorithm", "ed25519", "-out", other.toString())) {
            assertEndsWell(openssl);
        }
        Map<String, String> settings = Map.of(
                "PROXY_TLS_CERT_FILE", folder.resolve("proxy.crt").toString(), "PROXY_TLS_KEY_FILE", other.toString());
        try (RealProcess check = checked(settings)) {
            assertThat(check.awaitExit(DEADLINE)).isEqualTo(2);
            assertThat(check.output()).contains("PROXY_TLS_KEY_FILE=").contains("is not the certificate's");
        }
    }

    private RealProcess checked(Map<String, String> settings) {
        try {
            return Daemon.run(folder, settings, List.of(), List.of(), "--check-config");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
