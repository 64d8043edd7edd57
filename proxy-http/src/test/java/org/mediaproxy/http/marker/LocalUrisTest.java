package org.mediaproxy.http.marker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalUrisTest {

    private static final LocalUris LOCAL =
            new LocalUris(List.of("10.0.0.5:8080", "Live.Example:443", "[::1]:80", "[2001:db8::1]:8081"));

    @ParameterizedTest
    @ValueSource(strings = {"a.ts", "/a.ts", "../a.ts?x", "?x", "a/b:c", "1:2.ts", "./a:b", "a?http://x/", "", "#f"})
    void relativeUrisLeadBackAsTheyAre(String uri) {
        assertThat(LOCAL.local(uri)).contains(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.5:8080/live/a.ts, /live/a.ts",
        "HTTPS://10.0.0.5:8080/a?b#c, /a?b#c",
        "http://live.example/a, /a",
        "https://LIVE.EXAMPLE:443/a, /a",
        "http://live.example:80/a, /a",
        "//live.example/a, /a",
        "//live.example:/a, /a",
        "http://live.example, /",
        "http://live.example?x, /?x",
        "http://[::1]/a, /a",
        "http://[2001:DB8::1]:8081/a, /a",
        "http://live.example//elsewhere.example/a, /.//elsewhere.example/a"
    })
    void ownHostsAreCutDownToAPath(String uri, String expected) {
        assertThat(LOCAL.local(uri)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://elsewhere.example/a",
                "//elsewhere.example/a",
                "///a",
                "http:///a",
                "http:a",
                "http://10.0.0.5/a",
                "http://10.0.0.5:8081/a",
                "http://live.example.evil/a",
                "http://live.example@evil/a",
                "http://user@live.example/a",
                "http://live.example:8080/a",
                "http://{$host}/a",
                "rtmp://live.example/a",
                "data:text/plain,a",
                "skd://live.example/a",
                "blob:http://live.example/a",
                "urn:x:y",
                "javascript:x"
            })
    void everythingElseLeadsElsewhere(String uri) {
        assertThat(LOCAL.local(uri)).isEmpty();
    }

    @Test
    void aRelativeUriFollowsItsBases() {
        assertThat(local("a.mp4", "http://live.example/x/")).isEqualTo("a.mp4");
        assertThat(local("a.mp4", "/x/")).isEqualTo("a.mp4");
        assertThat(local("a.mp4", "http://cdn.example/x/")).isEmpty();
        assertThat(local("/a.mp4", "http://cdn.example/x/", "http://live.example/x/"))
                .isEqualTo("/a.mp4");
    }

    @Test
    void anAbsoluteUriIsCutDownOnlyWhereAPathWouldLeadBack() {
        assertThat(local("http://live.example/a.mp4", "http://10.0.0.5:8080/x/"))
                .isEqualTo("/a.mp4");
        assertThat(local("http://live.example/a.mp4", "http://cdn.example/x/")).isEmpty();
        assertThat(local("http://live.example/a.mp4", "http://live.example/", "http://cdn.example/"))
                .isEmpty();
        assertThat(local("http://cdn.example/a.mp4", "http://live.example/")).isEmpty();
    }

    private static String local(String uri, String... bases) {
        return LOCAL.local(uri, LOCAL.judge(List.of(bases))).orElse("");
    }
}
