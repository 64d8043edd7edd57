package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.stream.VhostRule;

final class WhipTargetTest {

    private final StreamUrlResolver streams = new StreamUrlResolver(new VhostRule(List.of()));

    @ParameterizedTest
    @CsvSource({
        "/rtc/v1/whip/?app=live&stream=cam, PUBLISH, __defaultVhost__/live/cam",
        "/rtc/v1/whip?app=live&stream=cam, PUBLISH, __defaultVhost__/live/cam",
        "/rtc/v1/whip/?app=a/b&stream=cam&secret=x, PUBLISH, __defaultVhost__/a/b/cam",
        "/rtc/v1/whip/?stream=cam&vhost=v.example, PUBLISH, v.example/live/cam",
        "/rtc/v1/whip/?app=a%2Fb&stream=c%20d, PUBLISH, __defaultVhost__/a/b/c d",
        "/rtc/v1/whip/, PUBLISH, __defaultVhost__/live/livestream",
        "/rtc/v1/whip/?app=&stream=, PUBLISH, __defaultVhost__/live/livestream",
        "/rtc/v1/whep/?app=live&stream=cam, PLAY, __defaultVhost__/live/cam",
        "/rtc/v1/whip-play/?app=live&stream=cam.flv, PLAY, __defaultVhost__/live/cam",
        "/live/cam/whip, PUBLISH, __defaultVhost__/live/cam",
        "/a/b/cam/whep?token=x&vhost=v.example, PLAY, v.example/a/b/cam",
        "/cam/whip, PUBLISH, __defaultVhost__/live/cam",
    })
    void everySpellingNamesItsStream(String target, String role, String key) {
        WhipTarget found = WhipTarget.of(streams, "proxy.example:1985", target).orElseThrow();
        assertThat(found.role().name()).isEqualTo(role);
        assertThat(found.stream()).hasToString(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "", "/whip", "/whep/", "/rtc/v1/whop/", "/live/cam", "/live/cam/whip/more", "/live/whips"})
    void whatNamesNoneIsNone(String target) {
        assertThat(WhipTarget.of(streams, "", target)).isEmpty();
    }

    @Test
    void bothSpellingsOfAStreamAreOneStream() {
        assertThat(WhipTarget.of(streams, "", "/live/cam/whep"))
                .isEqualTo(WhipTarget.of(streams, "", "/rtc/v1/whep/?app=live&stream=cam"));
    }
}
