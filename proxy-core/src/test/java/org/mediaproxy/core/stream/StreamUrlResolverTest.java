package org.mediaproxy.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.stream.Spelling.http;
import static org.mediaproxy.core.stream.Spelling.query;
import static org.mediaproxy.core.stream.Spelling.rtmp;
import static org.mediaproxy.core.stream.Spelling.rtmpApp;
import static org.mediaproxy.core.stream.Spelling.srt;
import static org.mediaproxy.core.stream.Spelling.url;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** COMPATIBILITY, "One stream, one key": whatever the protocol and the spelling, the same stream has the same key. */
final class StreamUrlResolverTest {

    private static final String PLAIN = "__defaultVhost__/live/livestream";
    private static final String NAMED = "a.example.com/live/livestream";
    private static final String DEEP = "__defaultVhost__/live/room/7/cam";

    static List<Spelling> spellings() {
        return Stream.of(plain(), named(), deep(), names(), nothing())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Spelling> plain() {
        return List.of(
                rtmp("rtmp://10.0.0.1/live", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1:1935/live/", "livestream", PLAIN),
                rtmp("rtmp://[2001:db8::1]:1935/live", "livestream", PLAIN),
                rtmp("rtmp://[::1]/live", "livestream", PLAIN),
                rtmp("rtmps://proxy.example.com/live", "livestream", PLAIN),
                rtmp("rtmp://user:p@proxy.example.com:19350/live", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1/live/_definst_", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1//live//", "/livestream", PLAIN),
                rtmp("rtmp://10.0.0.1/live", "livestream/", PLAIN),
                rtmp("rtmp://10.0.0.1/live", "_definst_/livestream", PLAIN),
                rtmp("rtmp://10.0.0.1/live", "livestream?token=a/b/c?d=e&f=/g", PLAIN),
                rtmp("rtmp://10.0.0.1/live?token=a/b?c", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1/live?to=http://elsewhere.example.com/x", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1/live", "livestream?", PLAIN),
                rtmp("rtmp://10.0.0.1/live", "live%73tream", PLAIN),
                rtmp("rtmp://10.0.0.1/", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1?token=u@v", "livestream", PLAIN),
                rtmp("rtmp://10.0.0.1/live/livestream", "", PLAIN),
                rtmpApp("live", "livestream", PLAIN),
                rtmpApp("live/", "livestream", PLAIN),
                rtmpApp("live?to=rtmp://elsewhere.example.com/x", "livestream", PLAIN),
                rtmpApp("", "livestream", PLAIN),
                http("10.0.0.1", "/live/livestream.flv", PLAIN),
                http("10.0.0.1:8080", "/live/livestream.ts?token=a/b?c", PLAIN),
                http("[::1]:8080", "/live/livestream.m3u8", PLAIN),
                http("proxy.example.com:80", "//live//livestream.mpd", PLAIN),
                http("", "/live/livestream", PLAIN),
                http("localhost", "/live/_definst_/livestream.flv?vhost=", PLAIN),
                http("10.0.0.1", "/live/live%73tream%2Eflv", PLAIN),
                http("10.0.0.1", "/live/livestream.ts.flv", PLAIN),
                http("10.0.0.1", "/livestream.flv", PLAIN),
                query("10.0.0.1:1985", "", "live", "livestream", PLAIN),
                query("10.0.0.1:1985", "__defaultVhost__", "live", "livestream", PLAIN),
                query("10.0.0.1:1985", "", "/live/", "livestream.flv", PLAIN),
                url("webrtc://10.0.0.1/live/livestream", PLAIN),
                url("webrtc://10.0.0.1:1990/live/livestream?eip=10.0.0.2:8000", PLAIN),
                url("rtsp://user:secret@10.0.0.1:554/live/livestream/", PLAIN),
                url("rtsp://[::1]:554/live/livestream?token=http://x/y", PLAIN),
                url("10.0.0.1/live/livestream", PLAIN),
                srt("", "live/livestream", PLAIN),
                srt("", "livestream", PLAIN),
                srt("__DEFAULTVHOST__", "/live/livestream", PLAIN),
                srt("127.0.0.1", "live/livestream", PLAIN));
    }

    private static List<Spelling> named() {
        return List.of(
                rtmp("rtmp://10.0.0.1/live?vhost=a.example.com", "livestream", NAMED),
                rtmp("rtmp://10.0.0.1/live?vhost=a.example.com/", "livestream", NAMED),
                rtmp("rtmp://10.0.0.1/live?token=1&vhost=a.example.com", "livestream?vhost=b.example.com", NAMED),
                rtmp("rtmp://10.0.0.1/live", "livestream?token=a/b&vhost=a.example.com", NAMED),
                rtmp("rtmp://10.0.0.1/live", "livestream?token=1?vhost=a.example.com", NAMED),
                rtmp("rtmp://10.0.0.1/live?domain=A.example.com", "livestream", NAMED),
                rtmp("rtmp://10.0.0.1/live?domain=b.example.com&vhost=a.example.com", "livestream", NAMED),
                rtmp("rtmp://10.0.0.1/live...vhost...a.example.com", "livestream", NAMED),
                rtmp("rtmp://10.0.0.1/live...vhost...a.example.com?token=1", "livestream", NAMED),
                rtmp("rtmp://10.0.0.1/live", "livestream...vhost...a.example.com", NAMED),
                rtmp("rtmp://10.0.0.1?vhost=a.example.com/live", "livestream", NAMED),
                rtmpApp("live?vhost=a.example.com", "livestream", NAMED),
                http("10.0.0.1:8080", "/live/livestream.flv?vhost=a.example.com", NAMED),
                http("b.example.com", "/live/livestream.m3u8?vhost=a.example.com:8080", NAMED),
                http("b.example.com", "/live/livestream.m3u8?domain=a.example.com.", NAMED),
                http("10.0.0.1", "/live/livestream.flv?vhost=a%2Eexample%2Ecom", NAMED),
                query("10.0.0.1", "a.example.com", "live", "livestream", NAMED),
                query("b.example.com", "A.EXAMPLE.COM", "live", "livestream", NAMED),
                url("webrtc://10.0.0.1/live/livestream?vhost=a.example.com", NAMED),
                url("rtsp://10.0.0.1/live?vhost=a.example.com/livestream", NAMED),
                url("rtsp://10.0.0.1/live...vhost...a.example.com/livestream", NAMED),
                srt("a.example.com", "live/livestream", NAMED),
                srt("a.example.com:10080", "live/livestream", NAMED));
    }

    private static List<Spelling> deep() {
        return List.of(
                rtmp("rtmp://10.0.0.1/live/room/7", "cam", DEEP),
                rtmp("rtmp://10.0.0.1/live/room", "7/cam?token=1", DEEP),
                rtmp("rtmp://10.0.0.1/live", "room/7/cam", DEEP),
                rtmp("rtmp://10.0.0.1/live/room/7/_definst_", "cam", DEEP),
                http("10.0.0.1", "/live/room/7/cam.flv", DEEP),
                http("10.0.0.1", "/live%2Froom/7/cam.m3u8", DEEP),
                query("10.0.0.1", "", "live/room/7", "cam", DEEP),
                url("rtsp://10.0.0.1/live/room/7/cam", DEEP),
                srt("", "live/room/7/cam", DEEP));
    }

    private static List<Spelling> names() {
        String app = "__defaultVhost__/live/";
        return List.of(
                rtmp("rtmp://h/live", "a.ts.live", app + "a.ts.live"),
                http("h", "/live/a.ts.live.flv", app + "a.ts.live"),
                rtmp("rtmp://h/live", "m3u8", app + "m3u8"),
                http("h", "/live/m3u8.m3u8", app + "m3u8"),
                rtmp("rtmp://h/live", ".flv", app + ".flv"),
                http("h", "/live/.flv", app + ".flv"),
                http("h", "/live/.flv.flv", app + ".flv"),
                rtmp("rtmp://h/live", "Live", app + "Live"),
                rtmp("rtmp://h/live", "a .flv", app + "a"),
                http("h", "/live/%E7%9B%B4%E6%92%AD.flv", app + "直播"),
                rtmp("rtmp://h/live", "直播", app + "直播"),
                http("h", "/live/100%25.flv", app + "100%"),
                rtmp("rtmp://h/live", "100%", app + "100%"),
                http("h", "/live/%ff%fe", app + "%ff%fe"),
                rtmp("rtmp://h/live", "x.flv", app + "x"),
                rtmp("rtmp://h/live", "x" + ".ts".repeat(300), app + "x"));
    }

    private static List<Spelling> nothing() {
        return List.of(
                rtmp("rtmp://10.0.0.1/", "", ""),
                rtmp("", "", ""),
                rtmp("rtmp://10.0.0.1/_definst_/", "?token=1", ""),
                rtmp("rtmp://10.0.0.1/live", "a\nb", ""),
                rtmp("rtmp://10.0.0.1/live", "a%00", ""),
                rtmp("rtmp://10.0.0.1/\u0001/live", "a", ""),
                rtmp("rtmp://10.0.0.1/live", "x".repeat(1020), ""),
                http("10.0.0.1", "/", ""),
                http("10.0.0.1", "/live/a?vhost=x%2Fy", ""),
                http("10.0.0.1", "/live/a?vhost=x%0Ay", ""),
                srt("x/y", "live/livestream", ""),
                srt("", " / ", ""));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void everySpellingOfAStreamHasItsKey(Spelling spelling) {
        assertThat(spelling.resolved().map(StreamUrl::toString).orElse("")).isEqualTo(spelling.key());
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void keysAreReadAsTheyWereWritten(Spelling spelling) {
        spelling.resolved().ifPresent(stream -> assertThat(StreamUrl.ofKey(stream.toString()))
                .isEqualTo(stream));
    }

    @Test
    void aNameOfMillionsOfExtensionsIsReadWithoutDeepCalls() {
        assertThat(rtmp("rtmp://h/live", "x" + ".flv".repeat(1_000_000), "").resolved())
                .isPresent();
    }
}
