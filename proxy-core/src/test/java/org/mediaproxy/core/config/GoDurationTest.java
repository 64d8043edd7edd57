package org.mediaproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {

    /** From the cases of Go's own time_test.go, without the negative ones. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0, 0",
        "0s, 0",
        "+0, 0",
        "5s, 5000000000",
        "30s, 30000000000",
        "1478s, 1478000000000",
        "+5s, 5000000000",
        "5.0s, 5000000000",
        "5.6s, 5600000000",
        "5.s, 5000000000",
        ".5s, 500000000",
        "1.0s, 1000000000",
        "1.00s, 1000000000",
        "1.004s, 1004000000",
        "100.00100s, 100001000000",
        "10ns, 10",
        "11us, 11000",
        "12µs, 12000",
        "12μs, 12000",
        "13ms, 13000000",
        "14s, 14000000000",
        "15m, 900000000000",
        "16h, 57600000000000",
        "3h30m, 12600000000000",
        "10.5s4m, 250500000000",
        "1h2m3s4ms5us6ns, 3723004005006",
        "39h9m14.425s, 140954425000000",
        "52763797000ns, 52763797000",
        "0.3333333333333333333h, 1199999999999",
        "0.100000000000000000000h, 360000000000",
        "9223372036854775807ns, 9223372036854775807",
        "9223372036854775.807us, 9223372036854775807",
        "' 45s ', 45000000000",
    })
    void goSyntaxIsRead(String text, long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                " ",
                "3",
                "-",
                "+",
                "s",
                ".",
                "-.",
                ".s",
                "+.s",
                "1 s",
                "1s 2m",
                "-5s",
                "1..5s",
                "1e3s",
                "1d",
                "1S",
                "5s,",
                "0x5s",
                "٣s",
                "9223372036854775808ns",
                "9223372036854775.808us",
                "3000000h",
                "++5s",
                "300"
            })
    void whatGoRefusesIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0s, 0s",
        "90s, 1m30s",
        "300s, 5m",
        "3h, 3h",
        "25h1s, 25h1s",
        "1.5s, 1500ms",
        "5ns, 5ns",
        "1s1ns, 1000000001ns"
    })
    void formattingUsesTheLargestUnitsThatFit(String text, String formatted) {
        Duration duration = GoDuration.parse(text);
        assertThat(GoDuration.format(duration)).isEqualTo(formatted);
        assertThat(GoDuration.parse(formatted)).isEqualTo(duration);
    }
}
