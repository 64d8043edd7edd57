package org.mediaproxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.channel.epoll.Epoll;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.testing.ClosedPort;
import org.mediaproxy.core.testing.FakeOrigin;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;

// Fields are set before each test; line ends are part of what is tested; closing early is the point.
@SuppressWarnings({"NullAway.Init", "StringConcatToTextBlock", "try"})
final class HttpStreamIT {

    private final FixedRouter router = new FixedRouter();
    private TestProxy proxy;
    private FakeOrigin origin;
    private ClosedPort dead;

    @BeforeEach
    void start() throws IOException {
        proxy = new TestProxy(
                new HttpProtocol(),
                Map.of("PROXY_ORIGIN_TIMEOUT", "700ms", "PROXY_HTTP_ANSWER_TIMEOUT", "900ms"),
                router);
        origin = new FakeOrigin();
        dead = new ClosedPort();
        router.ports(origin.port());
    }

    @AfterEach
    void stop() throws IOException {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> proxy.sessions().open().isEmpty());
        proxy.close();
        origin.close();
        dead.close();
    }

    private RawConnection client() throws IOException {
        return RawConnection.to(proxy.address(HttpPort.STREAM));
    }

    private RawConnection get(String target, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: play.example:8080\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return client().send(request.append("\r\n").toString());
    }

    /** Ends counted so far, as {@code side/phase/cause}. */
    private Set<String> ends() {
        return proxy.counters().snapshot().keySet().stream()
                .filter(id -> id.name().equals(Sessions.ENDS))
                .map(CounterId::labels)
                .map(labels -> labels.get(3) + "/" + labels.get(5) + "/" + labels.get(7))
                .collect(Collectors.toSet());
    }

    private void awaitEnd(String end) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ends()).containsExactly(end));
    }

    private static JsonObject error(String reply) {
        return JsonParser.parseString(reply.substring(reply.indexOf("\r\n\r\n") + 4))
                .getAsJsonObject();
    }

    @Test
    void theModuleIsFoundAsAService() {
        assertThat(ServiceLoader.load(ProxyProtocol.class)).anyMatch(HttpProtocol.class::isInstance);
    }

    @Test
    void targetQueryAndHeadersReachTheOriginUnchanged() throws Exception {
        try (RawConnection client = get("/live//a%20b.flv?token=x%2Fy&z=;1", "User-Agent: me", "Range: bytes=0-");
                RawConnection at = origin.accept()) {
            String head = at.readHead();
            assertThat(head).startsWith("GET /live//a%20b.flv?token=x%2Fy&z=;1 HTTP/1.1\r\n");
            assertThat(head)
                    .contains("Host: play.example:8080\r\n", "User-Agent: me\r\n", "Range: bytes=0-\r\n")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .contains(
                            "X-Forwarded-For: 127.0.0.1\r\n",
                            "X-Real-IP: 127.0.0.1\r\n",
                            "X-Forwarded-Proto: http\r\n");
            assertThat(router.streams.get(0).toString()).isEqualTo("__defaultVhost__/live/a b");
        }
    }

    @Test
    void hopByHopHeadersAndAStrangersWordOnItsAddressAreDropped() throws Exception {
        try (RawConnection client = get(
                        "/live/x.flv",
                        "Connection: keep-alive, X-Secret, Host",
                        "X-Secret: 1",
                        "Keep-Alive: 5",
                        "Proxy-Authorization: Basic x",
                        "TE: trailers",
                        "Upgrade: h2c",
                        "Forwarded: for=1.2.3.4",
                        "X-Forwarded-For: 1.2.3.4",
                        "X-Real-IP: 1.2.3.4",
                        "X-Forwarded-Proto: https",
                        "Content-Length: 3",
                        "Authorization: Bearer t");
                RawConnection at = origin.accept()) {
            String head = at.readHead().toLowerCase(Locale.ROOT);
            assertThat(head)
                    .doesNotContain("x-secret", "keep-alive", "proxy-", "te: ", "upgrade", "1.2.3.4", "https")
                    .doesNotContain("content-length", "forwarded: for")
                    .contains("authorization: bearer t", "host: play.example");
        }
    }

    @Test
    void aTrustedProxysWordIsKeptAndAddedTo() throws Exception {
        FixedRouter own = new FixedRouter();
        own.ports(origin.port());
        try (TestProxy trusting =
                        new TestProxy(new HttpProtocol(), Map.of("PROXY_TRUSTED_PROXIES", "127.0.0.0/8"), own);
                RawConnection client = RawConnection.to(trusting.address(HttpPort.STREAM))) {
            client.send("GET /live/x.flv HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4, 5.6.7.8\r\n"
                    + "X-Forwarded-Proto: https\r\nX-Real-IP: 1.2.3.4\r\n\r\n");
            try (RawConnection at = origin.accept()) {
                assertThat(at.readHead())
                        .contains("X-Forwarded-For: 1.2.3.4, 5.6.7.8, 127.0.0.1\r\n")
                        .contains("X-Forwarded-Proto: https\r\n", "X-Real-IP: 1.2.3.4\r\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/live/show.flv, __defaultVhost__/live/show",
        "/a/b/show.ts?vhost=v.example, v.example/a/b/show",
        "/whatever?app=live&stream=show, __defaultVhost__/live/show",
        "/whatever?app=a%2Fb&stream=sh%20ow&vhost=v.example, v.example/a/b/sh ow",
        "/live/show.flv?app=other, __defaultVhost__/live/show"
    })
    void theStreamIsInThePathOrInAppAndStream(String target, String key) throws Exception {
        router.ports();
        try (RawConnection client = get(target)) {
            assertThat(client.readAll()).startsWith("HTTP/1.1 503");
            assertThat(router.streams.get(0).toString()).isEqualTo(key);
        }
        awaitEnd("origin/route/no_origin");
    }

    @Test
    void burstsOfAStreamGoInsideTheKernel() throws Exception {
        byte[] media = new byte[9_000_001];
        new Random(7).nextBytes(media);
        String chunk = "\r\n" + Integer.toHexString(media.length) + "\r\n";
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na" + chunk);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK");
            client.read(chunk.length() + 4);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    at.socket().getOutputStream().write(media);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(client.socket().getInputStream().readNBytes(media.length))
                    .isEqualTo(media);
            sending.get(10, TimeUnit.SECONDS);
        }
        long spliced = proxy.counters()
                .counter(Relay.SPLICED, "protocol", "http", "direction", "out")
                .sum();
        assertThat(spliced > 0).isEqualTo(Epoll.isAvailable());
    }

    @Test
    void chunksGoOnAsTheyAre() throws Exception {
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 Very OK\r\nContent-Type: video/x-flv\r\nTransfer-Encoding: chunked\r\n"
                    + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 9\r\n\r\n3;ext=1\r\nabc\r\n");
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 200 Very OK\r\n");
            assertThat(head)
                    .contains("Content-Type: video/x-flv\r\n", "access-control-allow-origin: *\r\n")
                    .containsIgnoringCase("transfer-encoding: chunked\r\n")
                    .containsIgnoringCase("connection: close\r\n")
                    .doesNotContainIgnoringCase("keep-alive")
                    .doesNotContain("X-Hop");
            assertThat(client.read(14)).isEqualTo("3;ext=1\r\nabc\r\n");
            at.send("1\r\nd\r\n");
            at.send("0\r\nTrailer: x\r\n\r\n").close();
            assertThat(client.readAll()).isEqualTo("1\r\nd\r\n0\r\nTrailer: x\r\n\r\n");
        }
        awaitEnd("origin/relay/closed");
        assertThat(router.established).containsExactly(origin.port());
    }

    @Test
    void theHeadMayComeInPieces() throws Exception {
        String answer =
                "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: me\r\n\r\nbody";
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            for (int i = 0; i < answer.length(); i++) {
                at.send(answer.substring(i, i + 1));
            }
            at.close();
            String reply = client.readAll();
            assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nbody");
            assertThat(reply).containsOnlyOnce("ccess-").contains("Access-Control-Allow-Origin: me");
        }
    }

    @ParameterizedTest
    @CsvSource({"302 Found", "401 Unauthorized", "403 Forbidden", "404 Not Found", "500 Oops"})
    void whatTheOriginSaysIsFinalAndPasses(String status) throws Exception {
        router.ports(origin.port(), 1);
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 " + status + "\r\nLocation: http://other/\r\nWWW-Authenticate: Basic\r\n"
                    + "Content-Length: 2\r\n\r\nno");
            // The origin keeps its connection open, and the client is let go all the same.
            assertThat(client.readAll())
                    .startsWith("HTTP/1.1 " + status + "\r\n")
                    .contains("Location: http://other/\r\n", "WWW-Authenticate: Basic\r\n")
                    .endsWith("\r\n\r\nno");
            assertThat(at.readAll()).isEmpty();
        }
        assertThat(router.established).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200 OK, 1000", "GET, 304 Not Modified, 1000", "GET, 204 No Content, "})
    void headsWithoutABodyEndTheSession(String method, String status, @Nullable String length) throws Exception {
        try (RawConnection client = client().send(method + " /live/x.flv HTTP/1.1\r\nHost: a\r\n\r\n");
                RawConnection at = origin.accept()) {
            assertThat(at.readHead()).startsWith(method + " /live/x.flv");
            at.send("HTTP/1.1 " + status + "\r\nETag: 1\r\n" + (length == null ? "" : "Content-Length: 1000\r\n")
                    + "\r\n");
            String reply = client.readAll();
            assertThat(reply)
                    .startsWith("HTTP/1.1 " + status)
                    .contains("ETag: 1\r\n")
                    .endsWith("\r\n\r\n");
            if (length != null) {
                assertThat(reply).contains("Content-Length: 1000");
            }
            assertThat(at.readAll()).isEmpty();
        }
        awaitEnd("origin/connect/closed");
    }

    @Test
    void anHttp10ClientGetsNoChunks() throws Exception {
        try (RawConnection client = client().send("GET /live/x.flv HTTP/1.0\r\n\r\n");
                RawConnection at = origin.accept()) {
            assertThat(at.readHead()).startsWith("GET /live/x.flv HTTP/1.0\r\n");
            at.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.0 200 OK").doesNotContainIgnoringCase("chunked");
            assertThat(client.read(3)).isEqualTo("abc");
            at.send("2\r\nde\r\n0\r\n\r\n");
            assertThat(client.readAll()).isEqualTo("de");
        }
    }

    @Test
    void brokenChunksForAnHttp10ClientEndTheSession() throws Exception {
        try (RawConnection client = client().send("GET /live/x.flv HTTP/1.0\r\n\r\n");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            assertThat(client.readAll()).endsWith("\r\n\r\n");
        }
        awaitEnd("origin/relay/malformed");
    }

    @Test
    void whatFollowsTheRequestNeverReachesTheOrigin() throws Exception {
        try (RawConnection client =
                        get("/live/x.flv", "Content-Length: 5").send("12345GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
                RawConnection at = origin.accept()) {
            at.readHead();
            client.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n");
            at.send("HTTP/1.1 200 OK\r\n\r\n");
            client.readHead();
            client.send("GET /third HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1000));
            at.send("x");
            assertThat(client.read(1)).isEqualTo("x");
            at.endOutput();
            assertThat(client.readAll()).isEmpty();
            assertThat(at.readAll()).isEmpty();
        }
    }

    @Test
    void aDeadOriginIsFollowedByTheNext() throws Exception {
        router.ports(dead.port(), origin.port());
        try (RawConnection client = get("/live/x.flv?a=1");
                RawConnection at = origin.accept()) {
            assertThat(at.readHead()).startsWith("GET /live/x.flv?a=1 HTTP/1.1\r\n");
            at.send("HTTP/1.1 200 OK\r\n\r\nok").close();
            assertThat(client.readAll()).endsWith("ok");
        }
    }

    /** It may wait for the stream's publisher: that another would be less silent is not to be expected. */
    @Test
    void aSilentOriginIsGivenTimeAndNothingMoves() throws Exception {
        try (FakeOrigin silent = new FakeOrigin()) {
            router.ports(silent.port(), origin.port());
            try (RawConnection client = get("/live/x.flv");
                    RawConnection stalled = silent.accept()) {
                assertThat(client.readAll()).startsWith("HTTP/1.1 504");
                stalled.readHead();
                assertThat(stalled.readAll()).isEmpty(); // it is closed
            }
        }
        awaitEnd("origin/connect/timeout");
    }

    @Test
    void anOriginThatClosesUnheardIsFollowedByTheNext() throws Exception {
        try (FakeOrigin shy = new FakeOrigin()) {
            router.ports(shy.port(), origin.port());
            try (RawConnection client = get("/live/x.flv")) {
                shy.accept().close();
                try (RawConnection at = origin.accept()) {
                    at.readHead();
                    at.send("HTTP/1.1 200 OK\r\n\r\nok").close();
                    assertThat(client.readAll()).endsWith("ok");
                }
            }
        }
    }

    @Test
    void anOriginThatClosesWithinItsHeadIsFinal() throws Exception {
        router.ports(origin.port(), dead.port());
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 O").close();
            String reply = client.readAll();
            assertThat(reply).startsWith("HTTP/1.1 502");
            assertThat(error(reply).get("code").getAsInt()).isEqualTo(502);
        }
        awaitEnd("origin/connect/reset");
    }

    @Test
    void anOriginThatStallsWithinItsHeadIsFinal() throws Exception {
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 O");
            assertThat(client.readAll()).startsWith("HTTP/1.1 504");
        }
        awaitEnd("origin/connect/timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello there", "HTTP/1.1 101 Switching Protocols"})
    void anAnswerThatIsNoHttpIsFinal(String answer) throws Exception {
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send(answer + "\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 502");
        }
        awaitEnd("origin/connect/malformed");
    }

    @Test
    void noOriginAtAllIsToldInJson() throws Exception {
        router.ports(dead.port(), dead.port());
        try (RawConnection client = get("/live/x.flv")) {
            String reply = client.readAll();
            assertThat(reply).startsWith("HTTP/1.1 502").containsIgnoringCase("access-control-allow-origin: *");
            assertThat(error(reply).get("error").getAsString()).isNotEmpty();
        }
        awaitEnd("origin/route/unreachable");
    }

    @Test
    void onlySilenceIsAGatewayTimeout() throws Exception {
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            assertThat(client.readAll()).startsWith("HTTP/1.1 504");
            at.readHead();
            assertThat(at.readAll()).isEmpty();
        }
        awaitEnd("origin/connect/timeout");
    }

    @Test
    void aPathOfAPageIsNoStream() throws Exception {
        try (RawConnection page = get("/players/hls.html");
                RawConnection file = get("/live/stream.html")) {
            assertThat(page.readHead()).startsWith("HTTP/1.1 200").contains("text/html");
            assertThat(file.readHead()).startsWith("HTTP/1.1 404");
        }
        assertThat(router.streams).isEmpty();
    }

    @Test
    void whatNamesNoStreamOrReadsNothingIsRefused() throws Exception {
        try (RawConnection none = get("/_definst_");
                RawConnection post = client().send("POST /live/x.flv HTTP/1.1\r\nHost: a\r\n\r\n");
                RawConnection options = client().send("OPTIONS /live/x.flv HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(none.readAll()).startsWith("HTTP/1.1 404");
            assertThat(post.readAll()).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD, OPTIONS");
            assertThat(options.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void theOriginIsClosedWhenTheClientLeavesWhileItIsAsked() throws Exception {
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            client.close();
            assertThat(at.readAll()).isEmpty();
        }
        awaitEnd("client/connect/closed");
    }

    @Test
    void bothSidesAreClosedWhenTheStreamHasMovedAway() throws Exception {
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 OK\r\n\r\nx");
            client.readUntil("x");
            proxy.sessions().open().forEach(session -> session.endSoon(Side.PROXY, Cause.REBOUND, "elsewhere"));
            assertThat(client.readAll()).isEmpty();
            assertThat(at.readAll()).isEmpty();
        }
        awaitEnd("proxy/relay/rebound");
    }

    @Test
    void theOriginIsClosedWhenTheClientLeavesTheStream() throws Exception {
        try (RawConnection client = get("/live/x.flv");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 OK\r\n\r\nx");
            client.readUntil("x");
            client.close();
            assertThat(at.readAll()).isEmpty();
        }
        awaitEnd("client/relay/closed");
    }

    @Test
    void aSlowClientStopsTheOriginAndLosesNothing() throws Exception {
        long size = 64L * 1024 * 1024;
        AtomicLong sent = new AtomicLong();
        try (RawConnection client = get("/live/x.ts");
                RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 OK\r\n\r\n");
            client.readHead();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(at, size, sent));
            await().atMost(Duration.ofSeconds(20))
                    .during(Duration.ofMillis(700))
                    .until(() -> stands(sent)); // socket buffers are full on all sides
            assertThat(sent.get()).isLessThan(size / 2);
            assertThat(PlatformDependent.usedDirectMemory()).isBetween(1L, 16L * 1024 * 1024);
            assertThat(drain(client)).isEqualTo(size);
            sending.get(20, TimeUnit.SECONDS);
        }
        awaitEnd("origin/relay/closed");
    }

    private long before = -1;

    private boolean stands(AtomicLong sent) {
        long now = sent.get();
        boolean same = now == before && now > 0;
        before = now;
        return same;
    }

    private static void send(RawConnection at, long size, AtomicLong sent) {
        byte[] block = new byte[64 * 1024];
        try {
            OutputStream out = at.socket().getOutputStream();
            while (sent.get() < size) {
                out.write(block);
                sent.addAndGet(block.length);
            }
            at.endOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long drain(RawConnection client) throws IOException {
        byte[] block = new byte[64 * 1024];
        long read = 0;
        int count = 0;
        while (count >= 0) {
            read += count;
            count = client.socket().getInputStream().read(block);
        }
        return read;
    }
}
