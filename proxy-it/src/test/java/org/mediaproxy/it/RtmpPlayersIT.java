package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.testkit.RealProcess;

/** Publishers and players that nobody here wrote, in front of nginx-rtmp as the default backend. */
class RtmpPlayersIT {

    @TempDir
    Path folder;

    private NginxRtmp origin;
    private Daemon proxy;

    @BeforeEach
    void start() throws Exception {
        startWith(4096);
    }

    private void startWith(int chunkSize) throws Exception {
        origin = NginxRtmp.start(folder.resolve("origin" + chunkSize), chunkSize);
        proxy = Daemon.start(
                folder.resolve("proxy" + chunkSize),
                Map.of(
                        "PROXY_DEFAULT_BACKEND_ENABLED",
                        "on",
                        "PROXY_DEFAULT_BACKEND_RTMP",
                        Integer.toString(origin.rtmpPort())));
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1024, 65536})
    void ffmpegPublishesAndPlaysWithAnyChunkSize(int chunkSize) throws Exception {
        stop();
        startWith(chunkSize);
        try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/live/any?token=a%2Fb&x=1"));
                RealProcess player = Ffmpeg.decode(proxy.rtmp("/live/any"), 3)) {
            assertThat(player.awaitExit(Duration.ofSeconds(30)))
                    .as(player.output())
                    .isZero();
            assertThat(player.output()).isEmpty();
        }
    }

    @Test
    void gstreamersOwnRtmpPublishes() throws Exception {
        publishWith("rtmp2sink location=" + proxy.rtmp("/live/gst2"), "/live/gst2");
    }

    @Test
    void librtmpPublishesAsObsDoes() throws Exception {
        publishWith("rtmpsink location=" + proxy.rtmp("/live/librtmp"), "/live/librtmp");
    }

    private void publishWith(String sink, String path) throws Exception {
        String pipeline = "flvmux streamable=true name=m ! " + sink
                + " filesrc location=" + Clip.avc() + " ! flvdemux name=d d.video ! h264parse ! queue ! m."
                + " d.audio ! aacparse ! queue ! identity sync=true ! m.";
        try (RealProcess player = Ffmpeg.decode(proxy.rtmp(path), 2)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> !origin.stat().isEmpty());
            try (RealProcess publisher = Programs.start(folder, Map.of(), gst(pipeline))) {
                assertThat(player.awaitExit(Duration.ofSeconds(40)))
                        .as(player.output() + publisher.output())
                        .isZero();
                // the clip is published faster than it plays, of which only the sink of the decoder complains
                assertThat(player.output().lines().filter(line -> line.contains("[h264") || line.contains("[aac")))
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtmp2src", "rtmpsrc"})
    void gstreamerPlays(String source) throws Exception {
        Path to = folder.resolve("gst.flv");
        try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/live/for-gst"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> !origin.stat().isEmpty());
            String pipeline = source + " location=" + proxy.rtmp("/live/for-gst") + " ! filesink location=" + to;
            try (RealProcess player = Programs.start(folder, Map.of(), gst(pipeline))) {
                await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(to) && Files.size(to) > 60_000);
                assertThat(publisher.isAlive()).isTrue();
            }
        }
        assertThat(Clip.packets(to, "video")).hasSizeGreaterThan(20);
    }

    @Test
    void rtmpdumpPlays() throws Exception {
        Path to = folder.resolve("dump.flv");
        try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/live/for-dump"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> !origin.stat().isEmpty());
            try (RealProcess player = Programs.start(
                    folder,
                    Map.of(),
                    "rtmpdump",
                    "-q",
                    "-v",
                    "-r",
                    proxy.rtmp("/live/for-dump"),
                    "-o",
                    to.toString())) {
                await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(to) && Files.size(to) > 60_000);
                assertThat(player.isAlive()).isTrue();
            }
            assertThat(publisher.isAlive()).isTrue();
        }
        assertThat(Clip.packets(to, "video")).hasSizeGreaterThan(20);
    }

    @Test
    void appsOfSeveralLevelsReachTheOriginAsTheyAre() throws Exception {
        try (RealProcess publisher = Ffmpeg.publish(Clip.brief(), proxy.rtmp("/live/inner/deep"))) {
            await().atMost(Duration.ofSeconds(15)).until(() -> origin.stat().stream()
                    .anyMatch(s ->
                            s.application().equals("live/inner") && s.stream().equals("deep")));
            assertThat(publisher.awaitExit(Duration.ofSeconds(15)))
                    .as(publisher.output())
                    .isZero();
        }
    }

    private static String[] gst(String pipeline) {
        return ("gst-launch-1.0 -q " + pipeline).split(" ");
    }
}
