package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.OriginId;

final class SessionLocationTest {

    private static final OriginId ORIGIN = new OriginId("vid-1-2");

    @ParameterizedTest
    @CsvSource({
        "/rtc/v1/whip/?action=delete&token=t&app=live&stream=cam&session=a:b,"
                + "/rtc/v1/whip/?action=delete&token=t&app=live&stream=cam&session=a:b,true",
        "http://10.0.0.5:1985/rtc/v1/whep/?session=a:b#x, /rtc/v1/whep/?session=a:b, true",
        "/session/3, /session/3, false",
        "//origin.example/session/3?x=http://y/z, /session/3?x=http://y/z, false",
        "https://origin.example, /, false",
        "?session=3, /live/cam/whip?session=3, false",
        "session/3, /live/cam/session/3, false",
        "/rtc/v1/session/3, /rtc/v1/session/3, false",
        "/rtc/v1/whip/../../../api/v1/clients/1, /rtc/v1/whip/../../../api/v1/clients/1, false",
    })
    void aLocationOfAnOriginLeadsBackThroughAnyProxy(String location, String target, boolean wellKnown) {
        SessionLocation found = SessionLocation.ofOrigin(ORIGIN, "a:b", location, "/live/cam/whip")
                .orElseThrow();
        assertThat(found).isEqualTo(new SessionLocation(ORIGIN, "a:b", target));
        assertThat(found.isWellKnown()).isEqualTo(wellKnown);
        assertThat(found.toString()).startsWith(wellKnown ? target : "/rtc/v1/session" + target);
        assertThat(SessionLocation.ofClient(found.toString())).isEqualTo(Optional.of(found));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nSet-Cookie: x", "/\u00e9"})
    void aLocationWithWhatNoTargetHasIsNone(String location) {
        assertThat(SessionLocation.ofOrigin(ORIGIN, "a:b", location, "/x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/rtc/v1/session/3",
                "/rtc/v1/session/3?spo=",
                "/rtc/v1/session/3?spo=%",
                "/rtc/v1/session/3?spo=eA",
                "/rtc/v1/session/3?xspo=dmlkCmE",
                "/spo=dmlkCmE",
                "/x?y&spo=dmlkCmEKYg",
                "/x?y&spo=CmE",
            })
    void aTargetWithoutAnOriginIsNone(String target) {
        assertThat(SessionLocation.ofClient(target)).isEmpty();
    }

    @Test
    void whatAClientWritesItselfIsNotWellKnown() {
        SessionLocation crafted = SessionLocation.ofClient(
                        new SessionLocation(ORIGIN, "a:b", "/api/v1/clients/1").toString())
                .orElseThrow();
        assertThat(crafted.isWellKnown()).isFalse();
    }
}
