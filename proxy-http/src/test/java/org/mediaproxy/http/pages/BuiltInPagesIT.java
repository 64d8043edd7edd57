package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;

@SuppressWarnings("NullAway.Init") // fields are set before each test
final class BuiltInPagesIT {

    private final HttpClient client = HttpClient.newHttpClient();
    private TestProxy proxy;

    @BeforeEach
    void start() {
        proxy = new TestProxy(new FilesProtocol(), Map.of());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private HttpResponse<byte[]> send(String method, String target, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(proxy.url(HttpPort.STREAM, target)))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }

    @Test
    void aPageComesWithItsPolicy() throws Exception {
        HttpResponse<byte[]> page = send("GET", "/players/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(new String(page.body(), StandardCharsets.UTF_8)).startsWith("<!doctype html>");
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(page, "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';")
                .doesNotContain("unsafe");
    }

    @Test
    void everyFileIsThereAndIsNotSentTwice() throws Exception {
        for (String name : BuiltInPages.NAMES) {
            HttpResponse<byte[]> file = send("GET", "/players/" + name);
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(header(file, "Content-Length")).isEqualTo(Integer.toString(file.body().length));
            HttpResponse<byte[]> again = send("GET", "/players/" + name, "If-None-Match", header(file, "ETag"));
            assertThat(again.statusCode()).as(name).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }

    @Test
    void whoTakesGzipGetsLessUnderAnotherTag() throws Exception {
        HttpResponse<byte[]> plain = send("GET", "/players/lib/hls.js");
        HttpResponse<byte[]> small = send("GET", "/players/lib/hls.js", "Accept-Encoding", "gzip");
        assertThat(header(small, "Content-Encoding")).isEqualTo("gzip");
        assertThat(small.body().length).isLessThan(plain.body().length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(header(small, "ETag")).isNotEqualTo(header(plain, "ETag"));
        assertThat(header(plain, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(small, "Vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void aPartIsAPartOfThePlainFile() throws Exception {
        byte[] whole = send("GET", "/players/page.css").body();
        HttpResponse<byte[]> part = send("GET", "/players/page.css", "Range", "bytes=3-9", "Accept-Encoding", "gzip");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, 3, 10));
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 3-9/" + whole.length);
    }

    @Test
    void headSaysWhatGetWould() throws Exception {
        HttpResponse<byte[]> page = send("GET", "/players/hls.html");
        HttpResponse<byte[]> head = send("HEAD", "/players/hls.html");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : new String[] {"Content-Length", "Content-Type", "ETag", "Content-Security-Policy"}) {
            assertThat(header(head, name)).as(name).isNotEmpty().isEqualTo(header(page, name));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, 302, /players/",
        "/?app=a, 302, /players/?app=a",
        "/players, 301, /players/",
        "/players?a=b, 301, /players/?a=b",
        "/players/srs_player.html?app=live&stream=a.flv&autostart=true, 302,"
                + " /players/flv.html?app=live&stream=a.flv&autostart=true",
        "/players/srs_player.html?stream=a%20b.m3u8, 302, /players/hls.html?stream=a%20b.m3u8",
        "/players/rtc_player.html?schema=https, 302, /players/whep.html?schema=https",
        "/players/rtc_publisher.html, 302, /players/whip.html",
    })
    void otherNamesLeadOnWithTheirQuery(String target, int status, String location) throws Exception {
        HttpResponse<byte[]> reply = send("GET", target);
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(header(reply, "Location")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/players/none.html",
                "/players/js/",
                "/players/js",
                "/players/index.html/",
                "/players/BuiltInPages.class",
                "/favicon.ico",
                "/live/page.html"
            })
    void whatIsNotThereIsAnErrorAsJson(String target) throws Exception {
        HttpResponse<byte[]> reply = send("GET", target);
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(JsonParser.parseString(new String(reply.body(), StandardCharsets.UTF_8))
                        .getAsJsonObject()
                        .get("code")
                        .getAsInt())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void onlyReadingIsServed(String method) throws Exception {
        HttpResponse<byte[]> reply = send(method, "/players/");
        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(header(reply, "Allow")).contains("GET", "HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/players/../../pages/BuiltInPages.class",
                "/players/%2e%2e/BuiltInPages.class",
                "/players/..%2fBuiltInPages.class",
                "/players/index.html%00",
                "/players/js%2faddress.js"
            })
    void noPathLeadsOutOfThePages(String target) throws Exception {
        try (RawConnection raw = RawConnection.to(proxy.address(HttpPort.STREAM))) {
            raw.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 400 ");
        }
    }
}
