package org.mediaproxy.http.adaptive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetKindTest {

    @ParameterizedTest
    @CsvSource({
        "/live/a.m3u8, HLS",
        "/live/a.M3U8?x=b.ts, HLS",
        "/live/a.m3u, HLS",
        "/live/a.mpd, DASH",
        "/live/a.ts.live.m3u8, HLS",
        "/live/m3u8.m3u8, HLS",
        "/live/m3u8, OTHER",
        "/live/.m3u8, OTHER",
        "/live/a.ts.live, OTHER",
        "/live/a.ts, OTHER",
        "/live/a.flv, OTHER",
        "/live.m3u8/a, OTHER",
        "/live/a.m4s, SEGMENT",
        "/live/init.mp4, SEGMENT",
        "/live/a.key, SEGMENT",
        "/, OTHER",
    })
    void theExtensionOfTheLastPartDecides(String target, TargetKind kind) {
        assertThat(TargetKind.of(new QueryStringDecoder(target))).isEqualTo(kind);
    }
}
