package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.session.Cause;

final class SrtRepliesTest {

    @ParameterizedTest
    @CsvSource({
        "NO_ORIGIN, 2404",
        "UNSUPPORTED, 2400",
        "MALFORMED, 1004",
        "UNREACHABLE, 2502",
        "LIMIT, 2402",
        "DRAINED, 2503",
        "BUG, 2500"
    })
    void aCallerIsToldWhy(Cause cause, int code) {
        assertThat(SrtReplies.rejection(cause).code()).isEqualTo(code);
    }
}
