package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SelectionTest {

    private static final String MODIFIED = "Sun, 22 Nov 2026 10:00:00 GMT";
    private static final String BEFORE = "Sun, 22 Nov 2026 09:59:59 GMT";

    private static final Validators FILE =
            new Validators("\"a,b\"", Optional.of(Instant.parse("2026-11-22T10:00:00.75Z")));

    private static HttpRequest request(HttpMethod method, String... fields) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/");
        for (String field : fields) {
            request.headers().add(field.substring(0, field.indexOf(": ")), field.substring(field.indexOf(": ") + 2));
        }
        return request;
    }

    private static int status(String... fields) {
        return Selection.of(request(HttpMethod.GET, fields), FILE, 100).status().code();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match: \"a,b\" | 304",
                "If-None-Match: W/\"a,b\" | 304",
                "If-None-Match: \"x\", \"a,b\" | 304",
                "If-None-Match: * | 304",
                "If-None-Match: \"a\" | 200",
                "If-None-Match: a,b | 200",
                "If-None-Match: | 200",
                "If-Modified-Since: " + MODIFIED + " | 304",
                "If-Modified-Since: Sunday, 22-Nov-26 10:00:00 GMT | 304",
                "If-Modified-Since: Sun Nov 22 10:00:00 2026 | 304",
                "If-Modified-Since: " + BEFORE + " | 200",
                "If-Modified-Since: yesterday | 200",
                "If-Match: \"a,b\" | 200",
                "If-Match: * | 200",
                "If-Match: W/\"a,b\" | 412",
                "If-Match: \"x\" | 412",
                "If-Unmodified-Since: " + MODIFIED + " | 200",
                "If-Unmodified-Since: " + BEFORE + " | 412",
                "If-Unmodified-Since: never | 200",
                "Range: bytes=0-9 | 206",
                "Range: bytes=100- | 416",
                "Range: bytes=0-1,3-4 | 200",
            })
    void eachConditionHasItsStatus(String field, int expected) {
        String whole = field.endsWith(":") ? field + " " : field;
        assertThat(status(whole)).isEqualTo(expected);
    }

    @Test
    void aTagOutweighsADate() {
        assertThat(status("If-None-Match: \"x\"", "If-Modified-Since: " + MODIFIED))
                .isEqualTo(200);
        assertThat(status("If-Match: \"a,b\"", "If-Unmodified-Since: " + BEFORE))
                .isEqualTo(200);
    }

    @Test
    void aTagMayBeInAnyOfSeveralFields() {
        assertThat(status("If-None-Match: \"x\"", "If-None-Match: \"a,b\"")).isEqualTo(304);
    }

    @Test
    void aConditionIsLookedAtBeforeTheRange() {
        assertThat(status("Range: bytes=0-9", "If-None-Match: \"a,b\"")).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a,b\" | 206",
                "W/\"a,b\" | 200",
                "\"x\" | 200",
                MODIFIED + " | 206",
                BEFORE + " | 200",
                "nonsense | 200"
            })
    void aRangeOfAnotherStateIsTheWholeFile(String ifRange, int expected) {
        assertThat(status("Range: bytes=0-9", "If-Range: " + ifRange)).isEqualTo(expected);
    }

    @Test
    void headKnowsNoRange() {
        Selection selection = Selection.of(request(HttpMethod.HEAD, "Range: bytes=0-9"), FILE, 100);
        assertThat(selection.status().code()).isEqualTo(200);
        assertThat(selection.range()).isEqualTo(ByteRange.whole(100));
    }

    @Test
    void withoutADateOnlyTagsCount() {
        Validators undated = new Validators("\"t\"", Optional.empty());
        HttpRequest dated = request(HttpMethod.GET, "If-Modified-Since: " + MODIFIED);
        assertThat(Selection.of(dated, undated, 1).status().code()).isEqualTo(200);
        assertThat(undated.isStillThatOf(MODIFIED)).isFalse();
        assertThat(undated.lastModified(Instant.EPOCH)).isEmpty();
    }

    @Test
    void aTimeInTheFutureIsNotTold() {
        assertThat(FILE.lastModified(Instant.parse("2026-11-23T00:00:00Z"))).contains(MODIFIED);
        assertThat(FILE.lastModified(Instant.EPOCH)).contains("Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
