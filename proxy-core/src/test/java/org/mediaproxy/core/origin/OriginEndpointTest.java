package org.mediaproxy.core.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
        "RTMP, rtmps://0.0.0.0:443,       10.0.0.9,           tls://10.0.0.9:443",
        "RTMP, tls://443,                 10.0.0.9,           tls://10.0.0.9:443",
        "HTTP, https://o.example.com:443, 10.0.0.9,           tls://o.example.com:443",
        "API,  https://:8443,             10.0.0.9,           tls://10.0.0.9:8443",
        "RTSP, rtsps://[2001:db8::2]:322, 10.0.0.9,           tls://[2001:db8::2]:322",
    })
    void everySpellingLeadsToTheSamePlace(OriginService service, String text, String ip, String expected) {
        assertThat(OriginEndpoint.parse(text, service, ip)).hasToString(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"SRT", "RTC"})
    void whatIsEncryptedByItselfIsNotSpokenOverTls(OriginService service) {
        assertThatIllegalArgumentException().isThrownBy(() -> OriginEndpoint.parse("tls://:443", service, "h"));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                "x",
                "0",
                "65536",
                "-1",
                "http://1935",
                "https://1935",
                "tcp://",
                "tls://",
                "udp://h",
                "://1",
                "::1:1935",
                "1935/"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> OriginEndpoint.parse(text, OriginService.RTMP, "h"));
    }
}
