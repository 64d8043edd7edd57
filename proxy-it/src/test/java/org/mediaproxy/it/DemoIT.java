package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.RealProcess;

/** The main job in one command: a finite clip goes through the daemon and its demo origin, and all of it arrives. */
class DemoIT {

    @TempDir
    Path folder;

    @Test
    void everyPacketOfAClipArrivesOverRtmpAndFlv() throws Exception {
        Path overRtmp = folder.resolve("rtmp.flv");
        Path overFlv = folder.resolve("http.flv");
        try (Daemon proxy = Daemon.start(folder, Map.of(), "demo");
                RealProcess rtmp = Ffmpeg.record(proxy.rtmp("/live/livestream"), overRtmp);
                RealProcess flv = Ffmpeg.record(proxy.http("/live/livestream.flv"), overFlv)) {
            proxy.process().awaitLine(".*ffmpeg .*-f flv rtmp://.*", Duration.ofSeconds(10));
            SystemApi api = new SystemApi(proxy.systemPort());
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> api.get("/api/v1/streams").toString().contains("\"players\":2"));
            try (RealProcess publisher = Ffmpeg.publish(Clip.avc(), proxy.rtmp("/live/livestream?token=secret"))) {
                assertThat(publisher.awaitExit(Duration.ofSeconds(30)))
                        .as(publisher.output())
                        .isZero();
            }
            assertThat(rtmp.awaitExit(Duration.ofSeconds(20))).as(rtmp.output()).isZero();
            assertThat(flv.awaitExit(Duration.ofSeconds(20))).as(flv.output()).isZero();
            assertThat(proxy.process().output())
                    .doesNotContain("ERROR")
                    .doesNotContain("LEAK")
                    .doesNotContain("secret");
        }
        for (String kind : new String[] {"video", "audio"}) {
            assertThat(Clip.packets(overRtmp, kind)).isEqualTo(Clip.packets(Clip.avc(), kind));
            assertThat(Clip.packets(overFlv, kind)).isEqualTo(Clip.packets(Clip.avc(), kind));
        }
        assertThat(decodeErrors(overRtmp)).isEmpty();
        assertThat(decodeErrors(overFlv)).isEmpty();
    }

    private static String decodeErrors(Path file) throws IOException {
        try (RealProcess decoder = Ffmpeg.decode(file.toString(), 60)) {
            decoder.awaitExit(Duration.ofSeconds(30));
            return decoder.output();
        }
    }
}
