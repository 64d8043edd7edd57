package org.mediaproxy.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalCallerTest {

    private static boolean made(HttpMethod method, HttpHeaders headers) {
        InetSocketAddress client = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);
        return LocalCaller.made(new HttpCall(method, "/x", Map.of(), headers, "", client));
    }

    private static void put(HttpHeaders headers, String name, String value) {
        if (value != null) {
            headers.set(name, value);
        }
    }

    /** What a browser sends for a script of a page, and what a program sends. */
    @ParameterizedTest
    @CsvSource({
        // Host, Referer, Sec-Fetch-Site, User-Agent, taken
        "127.0.0.1:11985, , , curl/8, true",
        "localhost:11985, , , , true",
        "[::1]:11985, , , curl/8, true",
        "[::1], , , curl/8, true",
        "127.0.0.1, , , curl/8, true",
        "127.0.0.1:11985, http://127.0.0.1:11985/x, same-origin, Mozilla/5.0, true",
        "127.0.0.1:11985, http://127.0.0.1:1985/console/, same-site, Mozilla/5.0, true",
        "localhost:11985, http://localhost:1985/, , Mozilla/5.0, true",
        "[::1]:11985, http://[::1]:1985/, same-site, Mozilla/5.0, true",
        "127.0.0.1:11985, , none, Mozilla/5.0, true",
        "127.0.0.1:11985, https://evil.example/, cross-site, Mozilla/5.0, false",
        "127.0.0.1:11985, https://evil.example/, , Mozilla/5.0, false",
        "127.0.0.1:11985, , cross-site, Mozilla/5.0, false",
        "127.0.0.1:11985, , , Mozilla/5.0, false",
        "127.0.0.1:11985, http://localhost:1985/, same-site, Mozilla/5.0, false",
        "127.0.0.1:11985, not a url, same-site, Mozilla/5.0, false",
        "evil.example:11985, http://evil.example:11985/, , Mozilla/5.0, false",
        "evil.example:11985, , , curl/8, false",
        ", http://evil.example/, , Mozilla/5.0, false"
    })
    void aQuietRequestIsLocalOnlyIfNoForeignPageCanHaveMadeIt(
            String host, String referer, String site, String agent, boolean taken) {
        HttpHeaders headers = new DefaultHttpHeaders();
        put(headers, "Host", host);
        put(headers, "Referer", referer);
        put(headers, "Sec-Fetch-Site", site);
        put(headers, "User-Agent", agent);
        assertThat(made(HttpMethod.GET, headers)).isEqualTo(taken);
        assertThat(made(HttpMethod.HEAD, headers)).isEqualTo(taken);
    }

    @Test
    void aBrowserNamesTheOriginOfEveryOtherMethod() {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set("Host", "proxy.example:11985");
        assertThat(made(HttpMethod.DELETE, headers)).isTrue();
        headers.set("Origin", "http://evil.example");
        assertThat(made(HttpMethod.DELETE, headers)).isFalse();
        headers.remove("Origin");
        headers.set("Sec-Fetch-Site", "cross-site");
        assertThat(made(HttpMethod.DELETE, headers)).isFalse();
    }
}
