package org.mediaproxy.http.adaptive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.OriginId;

class RequestKeyTest {

    private static final OriginId ORIGIN = new OriginId("a-b-1");

    private static HttpRequest request(String... headers) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/live/a-1.ts");
        request.headers().set("Host", "Proxy.example");
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().set(headers[i], headers[i + 1]);
        }
        return request;
    }

    @ParameterizedTest
    @CsvSource({
        "/a.ts, /a.ts",
        "/a.ts?hls_ctx=1, /a.ts",
        "/a.ts?hls_ctx=1&token=x, /a.ts?token=x",
        "/a.ts?token=x&hls_ctx=1, /a.ts?token=x",
        "/a.ts?token=x&hls_ctx=1&y=2, /a.ts?token=x&y=2",
        "/a.ts?my_hls_ctx=1, /a.ts?my_hls_ctx=1",
        "/hls_ctx=1/a.ts, /hls_ctx=1/a.ts",
        "/a.ts?, /a.ts?",
    })
    void whoWatchesIsNoPartOfASegment(String target, String without) {
        assertThat(RequestKey.withoutContext(target)).isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Cookie", "If-Range", "If-Match", "If-Unmodified-Since"})
    void whatIsOneClientsOwnIsNotShared(String header) {
        assertThat(RequestKey.of(ORIGIN, request(header, "x"), "http", "/a.ts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Range", "Accept-Encoding", "Origin"})
    void whatChangesAReplyMakesAnotherKey(String header) {
        assertThat(RequestKey.of(ORIGIN, request(header, "x"), "http", "/a.ts"))
                .isNotEqualTo(RequestKey.of(ORIGIN, request(), "http", "/a.ts"));
    }

    @Test
    void aReplyForHttpsIsNotOneForHttp() {
        assertThat(RequestKey.of(ORIGIN, request(), "https", "/a.ts"))
                .isNotEqualTo(RequestKey.of(ORIGIN, request(), "http", "/a.ts"));
    }

    @Test
    void theSameInOtherLettersIsTheSame() {
        HttpRequest other = request("Host", "proxy.EXAMPLE", "User-Agent", "x", "If-None-Match", "\"a\"");
        assertThat(RequestKey.of(ORIGIN, other, "http", "/a.ts"))
                .isEqualTo(RequestKey.of(ORIGIN, request(), "http", "/a.ts"));
        assertThat(RequestKey.of(new OriginId("c-d-2"), request(), "http", "/a.ts"))
                .isNotEqualTo(RequestKey.of(ORIGIN, request(), "http", "/a.ts"));
    }
}
