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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Browser;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.NginxFiles;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.RealProcess;

/** Live HLS and DASH from origins that nobody here wrote, through the proxy, in a real browser and for many players. */
class AdaptiveIT {

    private static final int PLAYERS = 1000;

    @TempDir
    Path folder;

    private Daemon proxy;
    private NginxFiles origin;

    @BeforeEach
    void start() throws Exception {
        proxy = Daemon.start(folder.resolve("proxy"), Map.of());
        origin = NginxFiles.start(folder.resolve("nginx"));
        new SystemApi(proxy.systemPort()).register("nginx", "1", origin.rtmpPort(), origin.httpPort());
    }

    @AfterEach
    void stop() {
        origin.close();
        assertThat(proxy.process().output()).doesNotContain("LEAK").doesNotContain("ERROR");
        proxy.close();
    }

    private void awaitOnProxy(String path) {
        HttpClient client = HttpClient.newHttpClient();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> client.send(
                                        HttpRequest.newBuilder(URI.create(proxy.http(path)))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode()
                        == 200);
    }

    private void plays(String page, String picture) throws Exception {
        Browser.Visit visit = Browser.at(proxy.http("/players/" + page + "&autostart=true"))
                .keepAs(picture)
                .play(5);
        assertThat(visit.played()).as(visit.toString()).isTrue();
        assertThat(visit.errors()).isEmpty();
        assertThat(visit.servers()).containsExactly("127.0.0.1:" + proxy.httpPort());
    }

    @Test
    void theBrowserPlaysHlsThatNginxRtmpWrites() throws Exception {
        try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/live/tv"))) {
            awaitOnProxy("/live/tv.m3u8");
            plays("hls.html?app=live&stream=tv", "hls-live-ts");
            assertThat(publisher.isAlive()).isTrue();
        }
    }

    @Test
    void theBrowserPlaysDashThatNginxRtmpWrites() throws Exception {
        try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/dash/tv"))) {
            awaitOnProxy("/dash/tv.mpd");
            plays("dash.html?app=dash&stream=tv", "dash-live-nginx");
            assertThat(publisher.isAlive()).isTrue();
        }
    }

    /** Fragmented MP4, which ffmpeg sends to the origin by PUT, with a master playlist above the media playlist. */
    @Test
    void theBrowserPlaysHlsInFragmentedMp4BelowAMasterPlaylist() throws Exception {
        try (RealProcess writer = write(
                "-f",
                "hls",
                "-hls_time",
                "1",
                "-hls_list_size",
                "8",
                "-hls_segment_type",
                "fmp4",
                "-hls_flags",
                "delete_segments",
                "-master_pl_name",
                "cmaf.m3u8",
                put("/live/cmaf_media.m3u8"))) {
            awaitOnProxy("/live/cmaf.m3u8");
            plays("hls.html?app=live&stream=cmaf", "hls-live-fmp4");
            assertThat(writer.isAlive()).isTrue();
        }
        assertThat(origin.requests()).anyMatch(target -> target.endsWith(".m4s"));
        assertThat(origin.requests()).noneMatch(target -> target.contains("spbhid"));
    }

    @Test
    void theBrowserPlaysDashThatFfmpegWrites() throws Exception {
        try (RealProcess writer = write(
                "-f", "dash", "-seg_duration", "1", "-window_size", "8", "-remove_at_exit", "0", put("/live/d.mpd"))) {
            awaitOnProxy("/live/d.mpd");
            plays("dash.html?app=live&stream=d", "dash-live-ffmpeg");
            assertThat(writer.isAlive()).isTrue();
        }
    }

    private String put(String path) {
        return "http://127.0.0.1:" + origin.httpPort() + path;
    }

    private RealProcess write(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-v",
                "error",
                "-re",
                "-stream_loop",
                "-1",
                "-i",
                Clip.avc().toString(),
                "-c",
                "copy",
                "-method",
                "PUT"));
        command.addAll(List.of(options));
        return Programs.start(folder, Map.of(), command.toArray(String[]::new));
    }

    /** Each with an {@code hls_ctx} of its own, as SRS gives them. */
    @Test
    void aThousandPlayersCostTheOriginOneRequestForEachSegment() throws Exception {
        Path generator = Programs.compile(Path.of("..", "proxy-bench", "src", "main", "c", "hlsgen.c"), folder);
        Path live = Files.createDirectories(origin.files().resolve("live"));
        try (RealProcess writer = Programs.start(
                live,
                Map.of(),
                "ffmpeg",
                "-v",
                "error",
                "-re",
                "-stream_loop",
                "-1",
                "-i",
                Clip.avc().toString(),
                "-c",
                "copy",
                "-f",
                "hls",
                "-hls_time",
                "2",
                "-hls_list_size",
                "30",
                "-hls_flags",
                "temp_file",
                "many.m3u8")) {
            awaitOnProxy("/live/many.m3u8");
            Path sums = folder.resolve("sums");
            try (RealProcess players = Programs.start(
                    folder,
                    Map.of(),
                    generator.toString(),
                    Integer.toString(proxy.httpPort()),
                    "/live/many.m3u8",
                    Integer.toString(PLAYERS),
                    "12",
                    Long.toString(proxy.process().pid()),
                    "1",
                    sums.toString())) {
                assertThat(players.awaitExit(Duration.ofSeconds(60)))
                        .as(players.output())
                        .isZero();
                long[] figures = java.util.Arrays.stream(
                                players.output().strip().split(" "))
                        .limit(5)
                        .mapToLong(Long::parseLong)
                        .toArray();
                assertThat(figures[1]).as("segments fetched").isGreaterThan(3L * PLAYERS);
                assertThat(figures[3]).as("players with other bytes").isZero();
                assertThat(figures[4]).as("errors").isZero();
            }
            assertThat(writer.isAlive()).isTrue();
            List<String> asked = origin.requests().stream()
                    .map(target -> target.replaceFirst("\\?.*", ""))
                    .filter(target -> target.startsWith("/live/many") && target.endsWith(".ts"))
                    .toList();
            assertThat(asked).hasSizeGreaterThan(3).doesNotHaveDuplicates();
            for (String line : Files.readAllLines(sums)) {
                String[] parts = line.split(" ", -1);
                Path file = live.resolve(Path.of(parts[0]).getFileName());
                assertThat(parts[2]).as(parts[0]).isEqualTo(sum(Files.readAllBytes(file)));
            }
        }
    }

    /** The generator's sum of a body (FNV-1a, 64 bits). */
    private static String sum(byte[] bytes) {
        long sum = 0xcbf29ce484222325L;
        for (byte each : bytes) {
            sum = (sum ^ (each & 0xff)) * 1099511628211L;
        }
        return String.format("%016x", sum);
    }
}
