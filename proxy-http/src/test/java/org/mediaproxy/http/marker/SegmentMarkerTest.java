package org.mediaproxy.http.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamUrl;

final class SegmentMarkerTest {

    private static SegmentMarker marker(String key, String origin) {
        return new SegmentMarker(StreamUrl.ofKey(key), new OriginId(origin));
    }

    @ParameterizedTest
    @CsvSource({
        "__defaultVhost__/live/livestream, vid-1a2b3c-service-1234",
        "live.example.com/a/b/c/d, o",
        "v/a//c/b, o",
        "v/live/m3u8, a.ts.live",
        "v/\u4F60/\u597D \uD83C\uDFA5, \u00E9",
        "__defaultVhost__/live/a&b=c?d#e%20, -_.~"
    })
    void decodesToWhatWasEncoded(String key, String origin) {
        SegmentMarker marker = marker(key, origin);
        assertThat(SegmentMarker.decode(marker.text())).contains(marker);
        assertThat(marker.text()).matches("[A-Za-z0-9_-]+");
        assertThat(SegmentMarker.in(marker.appendTo("/live/a-1.ts?x=1"))).contains(marker);
        assertThat(SegmentMarker.removeFrom(marker.appendTo("/live/a-1.ts?x=1")))
                .isEqualTo("/live/a-1.ts?x=1");
    }

    @Test
    void theTextOfAStreamIsFixed() {
        // Proxies of one cluster may be of different versions: this text is a contract between them.
        byte[] bytes = Base64.getUrlDecoder()
                .decode(marker("__defaultVhost__/live/a", "s-1-2").text());
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo("\1\0\7/live/a\0\5s-1-2");
        assertThat(marker("v/live/a", "s-1-2").text()).isEqualTo("AQAIdi9saXZlL2EABXMtMS0y");
    }

    @Test
    void theLongestKeyAndIdFit() {
        String key = "v/" + "\u4F60".repeat(StreamUrl.MAX_LENGTH - 4) + "/a";
        String origin = "\u4F60".repeat(3 * 256 + 2);
        assertThat(SegmentMarker.decode(marker(key, origin).text())).contains(marker(key, origin));
        assertThatThrownBy(() -> marker(key, origin.repeat(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> marker("v/a/b", "o".repeat(70_000))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AQ",
                "2f8a1c3",
                "????",
                "\u0000",
                "AQAIdi9saXZlL2EABXMtMS0",
                "AQAIdi9saXZlL2EABXMtMS0yAA",
                "AQAIdi9saXZlL2EABXMtMS0y=",
                "AQAIdi9saXZlL2EABXMtMS0y\n",
                "AgAIdi9saXZlL2EABXMtMS0y",
                "AQAI+i9saXZlL2EABXMtMS0y",
                "AQAIdi9saXZlL2EABXMtMS0y&",
                "AQAIdi9saXZlL2EABXMtMS0y%3D"
            })
    void anythingElseIsNoMarker(String text) {
        assertThat(SegmentMarker.decode(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\1\0\10v/live/a\0\0",
                "\1\0\3a/b\0\1o",
                "\1\0\0\0\1o",
                "\1\0\11v/live/a\0\1o",
                "\1\377\377v/live/a\0\1o",
                "\1\0\10v/li\377e/a\0\1o",
                "\1\0\27__defaultVhost__/live/a\0\1o",
                "\1\0\10v/live/a\0\1oo",
                "\0\0\10v/live/a\0\1o"
            })
    void bytesThatAreNotThoseOfAMarkerAreRefused(String bytes) {
        String text =
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(SegmentMarker.decode(text)).isEmpty();
    }

    @Test
    void tooLongATextIsRefusedUnread() {
        assertThat(SegmentMarker.decode("A".repeat(SegmentMarker.MAX_LENGTH + 1)))
                .isEmpty();
    }

    @Test
    void damageNeverThrowsAndNeverHasTwoTexts() {
        Random random = new Random(20_261_122);
        String good = marker("v/live/a", "s-1-2").text();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(good);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            }
            SegmentMarker.decode(text.toString())
                    .ifPresent(marker -> assertThat(marker.text()).isEqualTo(text.toString()));
        }
    }
}
