package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.Ffmpeg8;
import org.mediaproxy.it.peers.Icecast;
import org.mediaproxy.it.peers.NodeMediaServer;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** HTTP-FLV, HTTP-TS and enhanced RTMP with origins that nobody here wrote. */
class HttpStreamsIT {

    @TempDir
    Path folder;

    private Daemon proxy;
    private SystemApi api;

    @BeforeEach
    void start() throws Exception {
        proxy = Daemon.start(folder.resolve("proxy"), Map.of());
        api = new SystemApi(proxy.systemPort());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.process().output()).doesNotContain("LEAK").doesNotContain("ERROR");
        proxy.close();
    }

    @Test
    void aStreamPublishedOverRtmpPlaysOverHttpFlv() throws Exception {
        try (NodeMediaServer origin = NodeMediaServer.start(folder.resolve("nms"))) {
            api.register("nms", "1", origin.rtmpPort(), origin.httpPort());
            try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/live/flv?token=x"));
                    RealProcess player = playable(proxy.http("/live/flv.flv?token=y"))) {
                assertThat(player.output()).isEmpty();
                assertThat(publisher.isAlive()).isTrue();
            }
        }
    }

    /** Tries until the stream is there, as any player's user does, and then decodes two seconds of it. */
    private RealProcess playable(String url) throws Exception {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> get(url, 'F'));
        RealProcess player = Ffmpeg.decode(url, 2);
        assertThat(player.awaitExit(Duration.ofSeconds(30))).as(player.output()).isZero();
        return player;
    }

    private static int head(String url) throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        return answer.statusCode();
    }

    @Test
    void hevcInEnhancedRtmpArrivesPacketForPacket() throws Exception {
        Path overRtmp = folder.resolve("hevc-rtmp.mp4");
        Path overFlv = folder.resolve("hevc-flv.mp4");
        try (NodeMediaServer origin = NodeMediaServer.start(folder.resolve("nms"))) {
            api.register("nms", "1", origin.rtmpPort(), origin.httpPort());
            try (RealProcess publisher = Ffmpeg8.run(
                            "-re",
                            "-stream_loop",
                            "-1",
                            "-i",
                            Clip.hevc().toString(),
                            "-c",
                            "copy",
                            "-f",
                            "flv",
                            proxy.rtmp("/live/hevc"));
                    RealProcess rtmp = recordHevc(proxy.rtmp("/live/hevc"), overRtmp)) {
                await().atMost(Duration.ofSeconds(15)).until(() -> get(proxy.http("/live/hevc.flv"), 'F'));
                try (RealProcess flv = recordHevc(proxy.http("/live/hevc.flv"), overFlv)) {
                    assertThat(rtmp.awaitExit(Duration.ofSeconds(30)))
                            .as(rtmp.output() + publisher.output())
                            .isZero();
                    assertThat(flv.awaitExit(Duration.ofSeconds(30)))
                            .as(flv.output())
                            .isZero();
                }
            }
        }
        List<String> source = Clip.packets(Clip.hevc(), "video");
        for (Path recorded : List.of(overRtmp, overFlv)) {
            List<String> packets = Clip.packets(recorded, "video");
            assertThat(packets).hasSizeGreaterThan(40);
            assertThat(source).containsAll(packets);
        }
    }

    private static RealProcess recordHevc(String url, Path to) throws Exception {
        return Ffmpeg8.run("-i", url, "-t", "3", "-c", "copy", "-an", to.toString());
    }

    @Test
    void mpegTsOverHttpPlaysFromAnHttp10Origin() throws Exception {
        try (Icecast origin = Icecast.start();
                RealProcess feeder = origin.feed(Clip.avc(), "/live/radio.ts")) {
            api.register("icecast", "1", FreePort.tcp(), origin.port());
            await().atMost(Duration.ofSeconds(15)).until(() -> get(proxy.http("/live/radio.ts"), 0x47));
            Path to = folder.resolve("radio.ts");
            try (RealProcess player = Programs.start(
                    folder,
                    Map.of(),
                    "ffmpeg",
                    "-v",
                    "error",
                    "-i",
                    proxy.http("/live/radio.ts"),
                    "-t",
                    "2",
                    "-c",
                    "copy",
                    to.toString())) {
                assertThat(player.awaitExit(Duration.ofSeconds(30)))
                        .as(player.output())
                        .isZero();
            }
            assertThat(Files.size(to)).isGreaterThan(20_000);
            assertThat(feeder.isAlive()).isTrue();
        }
    }

    /** Whether the stream is there: a status of 200 and the first byte that its format begins with. */
    private static boolean get(String url, int first) throws Exception {
        HttpResponse<?> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var body = (java.io.InputStream) answer.body()) {
            return answer.statusCode() == 200 && body.read() == first;
        }
    }

    @Test
    void whatTheOriginSaysOfAMissingStreamIsWhatThePlayerSees() throws Exception {
        assertThat(head(proxy.http("/live/none.flv"))).isEqualTo(503);
        try (Icecast origin = Icecast.start()) {
            api.register("icecast", "1", FreePort.tcp(), origin.port());
            assertThat(head(proxy.http("/live/none.ts"))).isIn(400, 404);
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(proxy.http("/live/none.ts")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Server").orElse("")).startsWith("Icecast");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
        }
    }
}
