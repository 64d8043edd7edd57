package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpExchangeHandler;
import org.mediaproxy.core.http.HttpReply;

final class PortRoutesTest {

    private static final HttpExchangeHandler PAGES = exchange -> {};
    private static final HttpExchangeHandler DEEPER = exchange -> {};
    private static final HttpExchangeHandler FALLBACK = exchange -> {};

    private final PortRoutes routes = new PortRoutes();

    PortRoutesTest() {
        routes.exchange("/pages/", PAGES)
                .exchange("/pages/deeper/", DEEPER)
                .exact(HttpMethod.GET, "/pages/exact", endpoint("exact"))
                .prefix(HttpMethod.POST, "/pages/deeper/", endpoint("post"))
                .fallback(FALLBACK);
    }

    private static HttpEndpoint endpoint(String text) {
        return call -> CompletableFuture.completedStage(HttpReply.text(text));
    }

    private HttpReply reply(String method, String path) {
        return reply(routes, method, path);
    }

    private static HttpReply reply(PortRoutes from, String method, String path) {
        HttpEndpoint endpoint = Objects.requireNonNull(
                from.find(HttpMethod.valueOf(method), path).endpoint());
        HttpCall call = new HttpCall(
                HttpMethod.valueOf(method),
                path,
                Map.of(),
                EmptyHttpHeaders.INSTANCE,
                "",
                new InetSocketAddress("192.0.2.1", 1));
        return endpoint.handle(call).toCompletableFuture().join();
    }

    private static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"GET, /pages/a", "HEAD, /pages/a", "GET, /pages/", "GET, /pages/exact/not"})
    void anExchangePrefixServesGetAndHead(String method, String path) {
        assertThat(routes.find(HttpMethod.valueOf(method), path).handler()).isSameAs(PAGES);
    }

    @Test
    void theLongestPrefixWinsAndTheExactPathBeforeIt() {
        assertThat(routes.find(HttpMethod.GET, "/pages/deeper/a").handler()).isSameAs(DEEPER);
        assertThat(text(reply("GET", "/pages/exact"))).isEqualTo("exact");
        assertThat(text(reply("POST", "/pages/deeper/a"))).isEqualTo("post");
    }

    @ParameterizedTest
    @CsvSource({"GET, /pages", "POST, /page/", "DELETE, /live/x.flv", "HEAD, /"})
    void theFallbackServesWhatNoRouteDoes(String method, String path) {
        assertThat(routes.find(HttpMethod.valueOf(method), path).handler()).isSameAs(FALLBACK);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /pages/a, 'GET, HEAD, OPTIONS'",
        "PUT, /pages/deeper/a, 'GET, HEAD, OPTIONS, POST'",
        "POST, /pages/exact, 'GET, HEAD, OPTIONS'",
    })
    void aMethodThatAKnownPathLacksIsNotTheFallbacks(String method, String path, String allowed) {
        HttpReply reply = reply(method, path);
        assertThat(reply.status().code()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", allowed);
    }

    @ParameterizedTest
    @CsvSource({"/pages/a", "/pages/exact", "/live/x.flv"})
    void optionsIsTheCorsAnswer(String path) {
        assertThat(reply("OPTIONS", path).headers()).containsKey("Access-Control-Allow-Methods");
    }

    @Test
    void aSuffixServesWhatNoPathAndNoPrefixHas() {
        HttpBodyHandler word = (exchange, body) -> {};
        routes.suffix(HttpMethod.POST, "word", word);
        assertThat(routes.find(HttpMethod.POST, "/a/b/word").body()).isSameAs(word);
        assertThat(routes.find(HttpMethod.POST, "/word").small()).isSameAs(word);
        assertThat(routes.find(HttpMethod.POST, "/a/word/").handler()).isSameAs(FALLBACK);
        assertThat(routes.find(HttpMethod.POST, "/a/sword").handler()).isSameAs(FALLBACK);
        assertThat(reply("GET", "/a/word").headers()).containsEntry("Allow", "OPTIONS, POST");
        assertThat(reply("POST", "/pages/word").status().code()).isEqualTo(405);
        assertThat(text(reply("POST", "/pages/deeper/word"))).isEqualTo("post");
        assertThatIllegalStateException().isThrownBy(() -> routes.suffix(HttpMethod.POST, "word", word));
        assertThatIllegalArgumentException().isThrownBy(() -> routes.suffix(HttpMethod.POST, "/word", word));
        assertThatIllegalArgumentException().isThrownBy(() -> routes.suffix(HttpMethod.POST, "", word));
    }

    @Test
    void handlersOfBodiesHavePathsAndPrefixesToo() {
        HttpBodyHandler exact = (exchange, body) -> {};
        HttpBodyHandler deep = (exchange, body) -> {};
        routes.exact(HttpMethod.PATCH, "/offer/", exact).prefix(HttpMethod.PATCH, "/offer/", deep);
        assertThat(routes.find(HttpMethod.PATCH, "/offer/").body()).isSameAs(exact);
        assertThat(routes.find(HttpMethod.PATCH, "/offer/a").body()).isSameAs(deep);
        PortRoutes suffixOnly = new PortRoutes();
        assertThat(suffixOnly.isEmpty()).isTrue();
        suffixOnly.suffix(HttpMethod.POST, "word", exact);
        assertThat(suffixOnly.isEmpty()).isFalse();
    }

    @Test
    void withoutAFallbackTheRestIsNotFound() {
        PortRoutes bare = new PortRoutes();
        bare.exchange("/pages/", PAGES);
        assertThat(bare.isEmpty()).isFalse();
        assertThat(reply(bare, "GET", "/a").status().code()).isEqualTo(404);
    }

    @Test
    void whatCannotBeToldApartIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> routes.exchange("/pages/", DEEPER));
        assertThatIllegalStateException().isThrownBy(() -> routes.prefix(HttpMethod.GET, "/pages/", endpoint("again")));
        assertThatIllegalStateException().isThrownBy(() -> routes.fallback(PAGES));
        assertThatIllegalArgumentException().isThrownBy(() -> routes.exchange("/pages", PAGES));
    }
}
