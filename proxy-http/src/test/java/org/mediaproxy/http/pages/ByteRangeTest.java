package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-499, 0, 500",
        "bytes=500-999, 500, 500",
        "bytes=-500, 9500, 500",
        "bytes=9500-, 9500, 500",
        "bytes=0-0, 0, 1",
        "bytes=-1, 9999, 1",
        "bytes=0-, 0, 10000",
        "bytes=9999-99999, 9999, 1",
        "bytes=-99999, 0, 10000",
        "Bytes = 1 - 2, 1, 2",
        "bytes=000000000000000000000001-2, 1, 2",
        "bytes=0-99999999999999999999999999, 0, 10000",
    })
    void oneRangeIsTaken(String field, long first, long length) { // the first ones are RFC 9110's own examples
        assertThat(ByteRange.parse(field, 10_000)).contains(new ByteRange(first, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999-"})
    void aRangeBeyondTheEndIsNone(String field) {
        assertThat(ByteRange.parse(field, 10_000)).contains(ByteRange.NONE);
        assertThat(ByteRange.NONE.contentRange(10_000)).isEqualTo("bytes */10000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=-5"})
    void anEmptyFileHasNoRange(String field) {
        assertThat(ByteRange.parse(field, 0)).contains(ByteRange.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes", "bytes=", "bytes=-", "bytes=2-1", "bytes=0-1,5-6", "bytes=a-b", "lines=1-2"})
    void whatIsNotUnderstoodIsIgnored(String field) {
        assertThat(ByteRange.parse(field, 10_000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 500, bytes 0-499/10000", "9999, 1, bytes 9999-9999/10000"})
    void theAnswerNamesTheRange(long first, long length, String expected) {
        assertThat(new ByteRange(first, length).contentRange(10_000)).isEqualTo(expected);
    }
}
