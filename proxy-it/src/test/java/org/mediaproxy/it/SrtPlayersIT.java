package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.LossyWay;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.it.peers.SrtOrigin;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** Callers that nobody here wrote, in front of a listener on libsrt as the default backend. */
class SrtPlayersIT {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** Tests whose origin wants its passphrase. */
    private static final String GUARDED = "guarded";

    private static final String SECRET = "0123456789abcdef";

    @TempDir
    Path folder;

    private SrtOrigin origin;
    private Daemon proxy;
    private int port;

    @BeforeEach
    void start(TestInfo test) throws IOException {
        String[] passphrase = test.getTags().contains(GUARDED) ? new String[] {SECRET} : new String[0];
        origin = SrtOrigin.start(folder.resolve("origin"), passphrase);
        origin.offers("clip", Clip.ts());
        port = FreePort.udp();
        proxy = Daemon.start(
                folder.resolve("proxy" + port),
                Map.of(
                        "PROXY_SRT_SERVER",
                        "127.0.0.1:" + port,
                        "PROXY_DEFAULT_BACKEND_ENABLED",
                        "on",
                        "PROXY_DEFAULT_BACKEND_SRT",
                        Integer.toString(origin.port())));
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
        assertThat(proxy.process().output()).doesNotContain("ERROR", "LEAK");
    }

    private String url(int at, String stream, String mode, String more) {
        return "srt://127.0.0.1:" + at + "?streamid=#!::r=live/" + stream + ",m=" + mode + more;
    }

    private String url(String stream, String mode, String more) {
        return url(port, stream, mode, more);
    }

    private RealProcess run(String... command) {
        return Programs.start(folder, Map.of(), command);
    }

    private RealProcess ffmpegPublishes(Path clip, String url) {
        return run(
                "ffmpeg", "-nostdin", "-v", "error", "-re", "-i", clip.toString(), "-c", "copy", "-f", "mpegts", url);
    }

    private RealProcess ffmpegPlays(String url, Path to) {
        return run("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", url, "-c", "copy", "-f", "mpegts", to.toString());
    }

    private static void assertEndsWell(RealProcess program) {
        assertThat(program.awaitExit(DEADLINE)).as(program.output()).isZero();
    }

    private static void assertSameMedia(Path file, Path clip) throws IOException {
        for (String kind : new String[] {"video", "audio"}) {
            assertThat(Clip.packets(file, kind)).hasSizeGreaterThan(20).isEqualTo(Clip.packets(clip, kind));
        }
    }

    private void assertTaken(String name, Path clip) throws IOException {
        await().atMost(DEADLINE).until(() -> origin.output().contains("closed publish " + name));
        assertSameMedia(origin.taken(name), clip);
    }

    private void awaitLog(String text) {
        await().atMost(DEADLINE).until(() -> proxy.process().output().contains(text));
    }

    @Test
    void ffmpegPublishesAndPlaysAWholeClip() throws IOException {
        Path played = folder.resolve("played.ts");
        try (RealProcess publisher = ffmpegPublishes(Clip.ts(), url("pub", "publish", "&linger=2"));
                RealProcess player = ffmpegPlays(url("clip", "request", ""), played)) {
            assertEndsWell(publisher);
            assertEndsWell(player);
        }
        assertTaken("pub", Clip.ts());
        assertSameMedia(played, Clip.ts());
        awaitLog("closed by client in relay");
        awaitLog("closed by origin in relay");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    @Tag(GUARDED)
    void encryptionIsBetweenCallerAndOrigin(int keyLength) throws IOException {
        String secret = "&passphrase=" + SECRET + "&pbkeylen=" + keyLength;
        Path played = folder.resolve("played.ts");
        try (RealProcess publisher = ffmpegPublishes(Clip.ts(), url("pub", "publish", secret + "&linger=2"));
                RealProcess player = ffmpegPlays(url("clip", "request", secret), played)) {
            assertEndsWell(publisher);
            assertEndsWell(player);
        }
        assertTaken("pub", Clip.ts());
        assertSameMedia(played, Clip.ts());
    }

    @Test
    @Tag(GUARDED)
    void callersHearWhyTheyAreRefused() throws IOException {
        try (RealProcess wrong =
                        ffmpegPlays(url("clip", "request", "&passphrase=not-the-secret"), folder.resolve("wrong.ts"));
                RealProcess denied = ffmpegPublishes(Clip.ts(), url("deny", "publish", "&passphrase=" + SECRET));
                RealProcess odd = ffmpegPublishes(Clip.ts(), url("odd", "guess", ""))) {
            assertThat(wrong.awaitExit(DEADLINE)).isNotZero();
            assertThat(wrong.output()).contains("Incorrect passphrase");
            assertThat(denied.awaitExit(DEADLINE)).isNotZero();
            assertThat(denied.output()).contains("Application-defined rejection reason");
            assertThat(odd.awaitExit(DEADLINE)).isNotZero();
            assertThat(odd.output()).contains("Application-defined rejection reason");
        }
        awaitLog("rejection 1010");
        awaitLog("rejection 2403");
        awaitLog("mode 'guess'");
    }

    @Test
    void aPlayerGetsWhatItsPublisherSendsNow() throws IOException {
        Path played = folder.resolve("live.ts");
        try (RealProcess publisher = ffmpegPublishes(Clip.avc(), url("live", "publish", ""));
                RealProcess player = run(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        "error",
                        "-y",
                        "-i",
                        url("live", "request", ""),
                        "-t",
                        "2",
                        "-c",
                        "copy",
                        "-f",
                        "mpegts",
                        played.toString())) {
            assertEndsWell(player);
            assertThat(publisher.isAlive()).isTrue();
        }
        assertThat(Clip.packets(played, "video")).hasSizeGreaterThan(40);
    }

    @Test
    void srtLiveTransmitPublishesAndPlays() throws Exception {
        Path played = folder.resolve("slt.ts");
        try (RealProcess player = run(
                "sh",
                "-c",
                "exec srt-live-transmit -q -a:no \"$0\" file://con >\"$1\"",
                url("clip", "request", ""),
                played.toString())) {
            await().atMost(DEADLINE).until(() -> Files.exists(played) && Files.size(played) == Files.size(Clip.ts()));
        }
        assertThat(played).hasSameBinaryContentAs(Clip.ts());

        int feed = FreePort.udp();
        try (RealProcess gateway =
                run("srt-live-transmit", "-q", "-a:no", "udp://127.0.0.1:" + feed, url("slt", "publish", ""))) {
            awaitLog("route publish __defaultVhost__/live/slt");
            try (RealProcess feeder = ffmpegPublishes(Clip.ts(), "udp://127.0.0.1:" + feed + "?pkt_size=1316")) {
                assertEndsWell(feeder);
            }
            await().atMost(DEADLINE).until(() -> Files.size(origin.taken("slt")) >= Files.size(Clip.ts()) * 9 / 10);
            Path taken = origin.taken("slt");
            await().atMost(DEADLINE).untilAsserted(() -> assertThat(Clip.packets(taken, "video"))
                    .isEqualTo(Clip.packets(Clip.ts(), "video")));
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    @Test
    @Tag(GUARDED)
    void gstreamerPublishesAndPlays() throws IOException {
        String uri = "uri=srt://127.0.0.1:" + port + "?mode=caller";
        long messages = (Files.size(Clip.ts()) + 1315) / 1316;
        Path played = folder.resolve("gst.ts");
        try (RealProcess player = run(
                "gst-launch-1.0",
                "-q",
                "srtsrc",
                uri,
                "streamid=#!::r=live/clip,m=request",
                "passphrase=" + SECRET,
                "pbkeylen=32",
                "num-buffers=" + messages,
                "!",
                "filesink",
                "location=" + played)) {
            assertEndsWell(player);
        }
        assertThat(played).hasSameBinaryContentAs(Clip.ts());

        try (RealProcess publisher = run(
                "gst-launch-1.0",
                "-q",
                "filesrc",
                "location=" + Clip.ts(),
                "!",
                "tsparse",
                "set-timestamps=true",
                "!",
                "srtsink",
                uri,
                "streamid=#!::r=live/gst,m=publish",
                "passphrase=" + SECRET,
                "pbkeylen=16")) {
            assertEndsWell(publisher);
        }
        // It closes with its last packets on the way, to whomever it speaks: what came before must be there.
        await().atMost(DEADLINE).until(() -> origin.output().contains("closed publish gst"));
        byte[] clip = Files.readAllBytes(Clip.ts());
        byte[] taken = Files.readAllBytes(origin.taken("gst"));
        assertThat(taken).hasSizeGreaterThan(clip.length * 8 / 10);
        assertThat(taken).isEqualTo(Arrays.copyOf(clip, taken.length));
    }

    @Test
    void lostPacketsAreRepairedBetweenCallerAndOrigin() throws IOException {
        Path played = folder.resolve("repaired.ts");
        try (LossyWay there = new LossyWay(port, 30);
                LossyWay back = new LossyWay(port, 30)) {
            try (RealProcess publisher =
                            ffmpegPublishes(Clip.ts(), url(there.port(), "lossy", "publish", "&linger=2"));
                    RealProcess player = ffmpegPlays(url(back.port(), "clip", "request", ""), played)) {
                assertEndsWell(publisher);
                assertEndsWell(player);
            }
            assertThat(there.lost()).isGreaterThan(2);
            assertThat(back.lost()).isGreaterThan(2);
        }
        assertSameMedia(played, Clip.ts());
        assertTaken("lossy", Clip.ts());
        assertThat(origin.output()).containsPattern("closed publish lossy received=\\d+ lost=[1-9]");
        assertThat(origin.output()).containsPattern("closed play clip .* again=[1-9]");
    }
}
