package org.mediaproxy.core.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint spellings of COMPATIBILITY, "Registration". */
final class OriginEndpointTest {

    @ParameterizedTest(name = "{0} {1} at {2}")
    @CsvSource({
        "RTMP, 1935,                      10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, ' 1935 ',                  10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, :1935,                     10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, *:1935,                    10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, 0.0.0.0:1935,              10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, 192.168.1.2:1935,          10.0.0.9,           tcp://192.168.1.2:1935",
        "RTMP, [::]:1935,                 10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, [2001:db8::2]:1935,        10.0.0.9,           tcp://[2001:db8::2]:1935",
        "RTMP, tcp://:1935,               10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, tcp://1935,                10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, tcp://0.0.0.0:1935,        10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, tcp://[::]:1935,           10.0.0.9,           tcp://10.0.0.9:1935",
        "RTMP, tcp://192.168.3.10:1935,   10.0.0.9,           tcp://192.168.3.10:1935",
        "RTMP, origin.example.com:1935,   10.0.0.9,           tcp://origin.example.com:1935",
        "RTMP, 1935,                      2001:db8::1,        tcp://[2001:db8::1]:1935",
        "RTMP, [::]:1935,                 [2001:db8::1],      tcp://[2001:db8::1]:1935",
        "RTMP, 0.0.0.0:1935,              origin.example.com, tcp://origin.example.com:1935",
        "HTTP, 8080,                      10.0.0.9,           tcp://10.0.0.9:8080",
        "API,  1985,                      10.0.0.9,           tcp://10.0.0.9:1985",
        "RTSP, 8554,                      10.0.0.9,           tcp://10.0.0.9:8554",
        "SRT,  10080,                     10.0.0.9,           udp://10.0.0.9:10080",
        "SRT,  udp://0.0.0.0:10080,       10.0.0.9,           udp://10.0.0.9:10080",
        "RTC,  udp://0.0.0.0:8001,        10.0.0.9,           udp://10.0.0.9:8001",
        "RTC,  udp://8000,                10.0.0.9,           udp://10.0.0.9:8000",
        "RTC,  8000,                      10.0.0.9,           udp://10.0.0.9:8000",
        "RTC,  tcp://0.0.0.0:8001,        10.0.0.9,           tcp://10.0.0.9:8001",
        "RTC,  tcp://8000,                10.0.0.9,           tcp://10.0.0.9:8000",
    })
    void everySpellingLeadsToTheSamePlace(OriginService service, String text, String ip, String expected) {
        assertThat(OriginEndpoint.parse(text, service, ip)).hasToString(expected);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {"", "x", "0", "65536", "-1", "http://1935", "tcp://", "udp://h", "://1", "::1:1935", "1935/"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> OriginEndpoint.parse(text, OriginService.RTMP, "h"));
    }
}
