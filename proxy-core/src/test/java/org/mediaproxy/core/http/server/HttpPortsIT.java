package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.testing.RawConnection;

@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
final class HttpPortsIT {

    private static final LinkedBlockingQueue<CompletableFuture<HttpReply>> SLOW = new LinkedBlockingQueue<>();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static OpenPorts open;

    @BeforeAll
    static void start() {
        open = new OpenPorts(HttpPortsIT::addRoutes);
    }

    private static void addRoutes(HttpPorts ports) {
        HttpRoutes api = ports.routes(HttpPort.API);
        api.exact(
                HttpMethod.GET,
                "/hello",
                call -> done(HttpReply.text("hello " + call.parameter("who").orElse("?"))));
        api.exact(HttpMethod.POST, "/echo", call -> done(HttpReply.text(call.body())));
        api.prefix(HttpMethod.GET, "/item/", call -> done(HttpReply.text(call.path())));
        api.exact(HttpMethod.GET, "/item/best", call -> done(HttpReply.text("exact")));
        api.exact(HttpMethod.GET, "/bug", call -> {
            throw new IllegalStateException("on purpose");
        });
        api.exact(HttpMethod.GET, "/later-bug", call -> CompletableFuture.failedStage(new RuntimeException("too")));
        api.exact(
                HttpMethod.GET,
                "/teapot",
                call -> CompletableFuture.failedStage(
                        new HttpReplyException(HttpResponseStatus.BAD_GATEWAY, "as said")));
        api.exact(HttpMethod.GET, "/slow", call -> {
            CompletableFuture<HttpReply> reply = new CompletableFuture<>();
            SLOW.add(reply);
            return reply;
        });
        ports.routes(HttpPort.SYSTEM).exact(HttpMethod.GET, "/s", call -> done(HttpReply.text("s")));
        ports.routes(HttpPort.STREAM)
                .fallback(exchange -> exchange.takeOver((channel, request, client) -> {
                    String handlers = channel.pipeline().names().get(0);
                    channel.writeAndFlush(HttpReply.text(request.uri() + " " + handlers)
                                    .toResponse(request, false))
                            .addListener(ChannelFutureListener.CLOSE);
                }));
    }

    private static CompletableFuture<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    @AfterAll
    static void stop() {
        open.close();
    }

    private static HttpResponse<String> send(String method, String target) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(open.url(HttpPort.API, target)))
                        .timeout(Duration.ofSeconds(10))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static RawConnection raw() throws Exception {
        return RawConnection.to(open.address(HttpPort.API));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /hello?who=a;b%20c, 200, hello a;b c",
        "GET, /item/a%2Fb%20c, 200, /item/a/b c",
        "GET, /item/best, 200, exact",
    })
    void routesByExactPathThenPrefixAndDecodesThem(String method, String target, int status, String body)
            throws Exception {
        HttpResponse<String> response = send(method, target);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(response.headers().firstValue("Server")).hasValue("mediaproxy");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("" + body.length());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404",
        "POST, /hello, 405",
        "DELETE, /item/x, 405",
        "GET, /bug, 500",
        "GET, /later-bug, 500",
        "GET, /teapot, 502"
    })
    void errorsAreJson(String method, String target, int status) throws Exception {
        HttpResponse<String> response = send(method, target);
        assertThat(response.statusCode()).isEqualTo(status);
        JsonObject json = JsonParser.parseString(response.body()).getAsJsonObject();
        assertThat(json.get("code").getAsInt()).isEqualTo(status);
        assertThat(json.get("error").getAsString()).isNotEmpty();
        if (status == 405) {
            assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpPort.class)
    void everyPortTellsItsVersion(HttpPort port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(open.url(port, "/api/v1/versions")))
                .timeout(Duration.ofSeconds(10))
                .build();
        String body = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
        JsonObject json = JsonParser.parseString(body).getAsJsonObject();
        assertThat(json.get("code").getAsInt()).isZero();
        assertThat(json.get("pid").getAsString())
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(json.get("signature").getAsString()).isEqualTo("mediaproxy");
        assertThat(json.get("version").getAsString()).matches("\\d+\\.\\d+\\.\\d+.*");
        JsonObject data = json.getAsJsonObject("data");
        assertThat(data.get("version")).isEqualTo(json.get("version"));
        assertThat(json.get("version").getAsString())
                .startsWith(data.get("major") + "." + data.get("minor") + "." + data.get("revision"));
    }

    @Test
    void headHasTheLengthButNoBody() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("HEAD /hello?who=x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.readAll())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("content-length: 7")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void optionsIsTheCorsAnswerOnEveryPath() throws Exception {
        HttpResponse<String> response = send("OPTIONS", "/whatever");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("DELETE");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderEvenWhereTheFirstIsSlow() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                    + "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            slowReply().complete(HttpReply.text("slow"));
            assertThat(raw.readAll()).containsSubsequence("\r\n\r\nslow", "\r\n\r\nabc", "\r\n\r\nhello ?");
        }
    }

    @Test
    void manyPipelinedRequestsAreAnswered() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100)
                    + "GET /hello?who=last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.readAll()).contains("hello ?", "hello last");
        }
    }

    @Test
    void http10ClosesUnlessAskedNotTo() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(raw.readHead()).containsIgnoringCase("connection: keep-alive");
            raw.read(7);
            raw.send("GET /hello HTTP/1.0\r\n\r\n");
            assertThat(raw.readAll()).endsWith("hello ?");
        }
    }

    @Test
    void aClientThatEndsItsSideStillGetsItsReply() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").endOutput();
            slowReply().complete(HttpReply.text("slow"));
            assertThat(raw.readAll()).endsWith("slow");
        }
    }

    @Test
    void oneHundredContinueComesBeforeTheBodyIsSent() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 Continue");
            raw.send("ok");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 OK");
            assertThat(raw.read(2)).isEqualTo("ok");
        }
    }

    @Test
    void chunkedBodiesAreRead() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
            assertThat(raw.readAll()).endsWith("\r\n\r\nabc");
        }
    }

    @Test
    void aTargetInAbsoluteFormIsServed() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("GET HTTP://other.example/hello?who=me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.readAll()).endsWith("hello me");
        }
    }

    private static List<String[]> badRequests() {
        String big = "x".repeat(70_000);
        return List.of(
                new String[] {"400", "GET\r\n\r\n"},
                new String[] {"400", "GET /hello HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n"},
                new String[] {"400", "GET /hello HTTP/1.1\r\n\r\n"},
                new String[] {"400", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
                new String[] {"400", "GET hello HTTP/1.1\r\nHost: a\r\n\r\n"},
                new String[] {"400", "GET /hello%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
                new String[] {"400", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"},
                new String[] {"400", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
                },
                new String[] {
                    "400",
                    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                },
                new String[] {
                    "400",
                    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
                },
                new String[] {"400", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
                new String[] {
                    "400", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
                },
                new String[] {"400", "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
                new String[] {"400", "GET /hello HTTP/1.1\nHost: a\n\n"},
                new String[] {"400", "GET /hello HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
                new String[] {"400", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n"},
                new String[] {"400", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\u0000c\r\n\r\n"},
                new String[] {"400", "GET /hel\u0000lo HTTP/1.1\r\nHost: a\r\n\r\n"},
                new String[] {"505", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n"},
                new String[] {"413", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + big},
                new String[] {
                    "413",
                    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n" + big
                            + "\r\n0\r\n\r\n"
                },
                new String[] {"414", "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n"},
                new String[] {"417", "GET /hello HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n"},
                new String[] {"431", "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(17_000) + "\r\n\r\n"});
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void whatBreaksHttpOrALimitIsRefusedAndCounted(String status, String request) throws Exception {
        long before = open.counters.sum(HttpPorts.BAD_REQUESTS);
        try (RawConnection raw = raw()) {
            raw.send(request);
            String reply = raw.readAll();
            assertThat(reply).startsWith("HTTP/1.1 " + status).contains("connection: close");
            assertThat(reply).contains("{\"code\":" + status + ",\"error\":\"");
            assertThat(reply.split("HTTP/1.1 ", -1)).hasSize(2);
        }
        assertThat(open.counters.sum(HttpPorts.BAD_REQUESTS)).isEqualTo(before + 1);
    }

    @Test
    void aLongPipelineBehindASlowReplyIsReadOnlyAfterIt() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".repeat(500)
                    + "GET /hello?who=last HTTP/1.0\r\n\r\n");
            slowReply().complete(HttpReply.text("slow"));
            assertThat(raw.readAll().split("hello", -1)).hasSize(502).endsWith(" last");
        }
    }

    @Test
    void aTakeoverSeesOnlyTheCodec() throws Exception {
        try (RawConnection raw = RawConnection.to(open.address(HttpPort.STREAM))) {
            raw.send(
                    "GET /api/v1/versions HTTP/1.1\r\nHost: a\r\n\r\nPROPFIND /live/x.flv?a=%2F HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.readAll()).endsWith("/live/x.flv?a=%2F http-codec");
        }
    }

    @Test
    void twoEqualRoutesFail() {
        PortRoutes routes = new PortRoutes();
        HttpEndpoint endpoint = call -> done(HttpReply.text(""));
        routes.exact(HttpMethod.GET, "/a", endpoint).exact(HttpMethod.POST, "/a", endpoint);
        assertThatThrownBy(() -> routes.exact(HttpMethod.GET, "/a", endpoint))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GET /a");
    }

    @Test
    void stopClosesIdleConnectionsAndDrainsAfterTheLastReply() throws Exception {
        try (OpenPorts own = new OpenPorts(HttpPortsIT::addRoutes);
                RawConnection idle = RawConnection.to(own.address(HttpPort.API));
                RawConnection busy = RawConnection.to(own.address(HttpPort.API))) {
            idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("hello ?");
            busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            CompletableFuture<HttpReply> reply = slowReply();
            own.ports.stopAccepting();
            assertThat(idle.readAll()).isEmpty();
            CompletableFuture<?> drained = own.ports.drained().toCompletableFuture();
            assertThat(drained).isNotDone();
            reply.complete(HttpReply.text("last"));
            assertThat(busy.readAll()).contains("connection: close").endsWith("last");
            drained.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void theSystemPortStaysOpenUntilTheClose() throws Exception {
        OpenPorts own = new OpenPorts(HttpPortsIT::addRoutes);
        try (own;
                RawConnection kept = RawConnection.to(own.address(HttpPort.SYSTEM))) {
            own.ports.stopAccepting();
            own.ports.drained().toCompletableFuture().get(5, TimeUnit.SECONDS);
            for (HttpPort closed : List.of(HttpPort.STREAM, HttpPort.API)) {
                assertClosesSoon(own, closed);
            }
            kept.send("GET /s HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(kept.readUntil("\r\n\r\ns")).doesNotContain("connection: close");
            try (RawConnection late = RawConnection.to(own.address(HttpPort.SYSTEM))) {
                late.send("GET /s HTTP/1.0\r\n\r\n");
                assertThat(late.readAll()).endsWith("\r\n\r\ns");
            }
            own.ports.close();
            assertThat(kept.readAll()).isEmpty();
            assertClosesSoon(own, HttpPort.SYSTEM);
        }
    }

    /** Listeners are closed on their loops, a moment after the call. */
    private static void assertClosesSoon(OpenPorts own, HttpPort closed) {
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> RawConnection.to(own.address(closed)).close())
                .isInstanceOf(IOException.class));
    }

    @Test
    void onlyPortsWithRoutesAreOpened() {
        try (OpenPorts own = new OpenPorts(ports ->
                ports.routes(HttpPort.SYSTEM).exact(HttpMethod.GET, "/s", call -> done(HttpReply.text("s"))))) {
            assertThat(own.ports.bound()).containsOnlyKeys(HttpPort.SYSTEM);
        }
    }

    private static CompletableFuture<HttpReply> slowReply() throws InterruptedException {
        return Objects.requireNonNull(SLOW.poll(5, TimeUnit.SECONDS));
    }
}
