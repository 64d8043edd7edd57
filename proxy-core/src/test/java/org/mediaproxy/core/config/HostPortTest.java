package org.mediaproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPortTest {

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "1935, '', 1935, 1935",
        "' 1935 ', '', 1935, 1935",
        ":1935, '', 1935, 1935",
        "0, '', 0, 0",
        "65535, '', 65535, 65535",
        "0.0.0.0:1935, 0.0.0.0, 1935, 0.0.0.0:1935",
        "proxy.example.com:80, proxy.example.com, 80, proxy.example.com:80",
        "*:80, *, 80, *:80",
        "[::]:1935, ::, 1935, [::]:1935",
        "[2001:db8::1]:1935, 2001:db8::1, 1935, [2001:db8::1]:1935",
    })
    void theThreeSpellingsAreReadAndWritten(String text, String host, int port, String written) {
        HostPort read = HostPort.parse(text);
        assertThat(read).isEqualTo(new HostPort(host, port)).hasToString(written);
        assertThat(HostPort.parse(written)).isEqualTo(read);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "-1",
                "+1",
                "65536",
                "123456",
                "1935x",
                "host",
                "host:",
                "host:x",
                "::1",
                "::1:1935",
                "2001:db8::1",
                "[::1]",
                "[::1]:",
                "[::1]1935",
                "[::1:1935",
                "[]:1935",
                "[host]:1935",
                "[[::1]]:1935",
                "tcp://host:1935",
                "1 935",
                "１９３５"
            })
    void anythingElseIsRefusedByName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessageContaining("'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1935", "*:1935", "0.0.0.0:1935", "[::]:1935"})
    void noHostMeansEveryLocalAddress(String text) {
        assertThat(HostPort.parse(text).toBindAddress().getAddress().isAnyLocalAddress())
                .isTrue();
    }

    @Test
    void portsOutOfRangeAreNoHostPort() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HostPort("", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostPort("", 65536));
    }
}
