package org.mediaproxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.testing.FakeOrigin;
import org.mediaproxy.core.testing.Http2Client;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestCertificate;
import org.mediaproxy.core.testing.TestProxy;

/** HTTP streams over HTTP/2, from origins that speak HTTP/1.1. */
@SuppressWarnings("NullAway.Init") // fields are set before each test
final class Http2StreamIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private final FixedRouter router = new FixedRouter();
    private TestProxy proxy;
    private FakeOrigin origin;
    private Http2Client client;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.make(folder, "proxy", "EC");
    }

    @BeforeEach
    void start() throws Exception {
        proxy = new TestProxy(
                new HttpProtocol(),
                Map.of(
                        "PROXY_HTTPS_SERVER", "127.0.0.1:0",
                        "PROXY_TLS_CERT_FILE", certificate.file().toString(),
                        "PROXY_TLS_KEY_FILE", certificate.keyFile().toString()),
                router);
        origin = new FakeOrigin();
        router.ports(origin.port());
        client = new Http2Client(proxy.tlsAddress(HttpPort.STREAM), certificate);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        await().atMost(DEADLINE).until(() -> proxy.sessions().open().isEmpty());
        proxy.close();
        origin.close();
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
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(ends()).containsExactly(end));
    }

    @ParameterizedTest
    @CsvSource({"'Transfer-Encoding: chunked', '3;x=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'", "'X: y', abcde"})
    void aLiveStreamIsFramesUntilTheOriginEndsIt(String framing, String body) throws Exception {
        Http2Client.Stream stream = client.get("/live/x.flv?token=x%2Fy", "user-agent", "me");
        try (RawConnection at = origin.accept()) {
            assertThat(at.readHead())
                    .startsWith("GET /live/x.flv?token=x%2Fy HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: play.example:8443\r\n")
                    .contains("user-agent: me\r\n", "X-Forwarded-Proto: https\r\n", "X-Forwarded-For: 127.0.0.1\r\n")
                    .doesNotContain("x-http2");
            at.send("HTTP/1.1 200 OK\r\nContent-Type: video/x-flv\r\nConnection: X-Hop\r\nX-Hop: 1\r\n" + framing
                    + "\r\n\r\n");
            assertThat(stream.status()).isEqualTo("200");
            assertThat(stream.head().get("content-type")).hasToString("video/x-flv");
            assertThat(stream.head().contains("x-hop")).isFalse();
            assertThat(stream.head().contains("connection")).isFalse();
            assertThat(stream.head().contains("transfer-encoding")).isFalse();
            at.send(body.substring(0, body.length() - 1));
            await().atMost(DEADLINE).until(() -> stream.received() >= 4);
            assertThat(stream.endSoFar()).isEmpty();
            at.send(body.substring(body.length() - 1));
        }
        assertThat(stream.end()).isEqualTo("end");
        assertThat(stream.body()).isEqualTo("abcde");
        awaitEnd("origin/relay/closed");
        assertThat(router.established).containsExactly(origin.port());
        assertThat(proxy.counters()
                        .counter(Relay.BYTES, "protocol", "http", "direction", "out")
                        .sum())
                .isEqualTo(5);
    }

    @Test
    void aStreamThatTheOriginCutsIsReset() throws Exception {
        Http2Client.Stream stream = client.get("/live/x.flv");
        try (RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
            await().atMost(DEADLINE).until(() -> stream.received() == 2);
        }
        assertThat(stream.end()).isEqualTo("INTERNAL_ERROR");
        awaitEnd("origin/relay/closed");
    }

    @Test
    void aPlayerThatLeavesEndsItsSessionOnly() throws Exception {
        Http2Client.Stream leaving = client.get("/live/x.flv");
        try (RawConnection first = origin.accept()) {
            first.readHead();
            Http2Client.Stream staying = client.get("/live/y.flv");
            try (RawConnection second = origin.accept()) {
                second.readHead();
                first.send("HTTP/1.1 200 OK\r\n\r\nabc");
                second.send("HTTP/1.1 200 OK\r\n\r\nde");
                await().atMost(DEADLINE).until(() -> leaving.received() == 3 && staying.received() == 2);
                leaving.reset();
                assertThat(first.readAll()).isEmpty();
                awaitEnd("client/relay/closed");
                second.send("f").endOutput();
                assertThat(staying.body()).isEqualTo("def");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 404 Not Found, no, end", "GET, 302 Found, no, end", "HEAD, 200 OK, '', end"})
    void whatTheOriginSaysIsFinalAndPasses(String method, String status, String body, String end) throws Exception {
        Http2Client.Stream stream = client.ask(method, "/live/x.flv", true);
        try (RawConnection at = origin.accept()) {
            assertThat(at.readHead()).startsWith(method + " /live/x.flv HTTP/1.1\r\n");
            at.send("HTTP/1.1 " + status + "\r\nLocation: http://other/\r\nContent-Length: 2\r\n\r\n" + body);
            assertThat(stream.end()).isEqualTo(end);
            assertThat(stream.status()).isEqualTo(status.substring(0, 3));
            assertThat(stream.head().get("location")).hasToString("http://other/");
            assertThat(stream.body()).isEqualTo(body);
        }
    }

    @Test
    void aStreamThatNobodyHasIsRefusedInJson() throws Exception {
        router.ports();
        Http2Client.Stream stream = client.get("/live/x.flv");
        assertThat(stream.status()).isEqualTo("503");
        assertThat(stream.body()).contains("\"code\":503");
        Http2Client.Stream posted = client.ask("POST", "/live/x.flv", false);
        assertThat(posted.status()).isEqualTo("405");
        assertThat(posted.end()).isEqualTo("end");
    }

    @Test
    void aSlowPlayerHoldsItsOriginBackAndNoOtherStreamOfTheConnection() throws Exception {
        Http2Client.Stream slow = client.get("/live/slow.flv").reading(false);
        AtomicLong sent = new AtomicLong();
        try (RawConnection slowAt = origin.accept()) {
            slowAt.readHead();
            CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> pour(slowAt, sent));
            // Until neither the client's window, nor the proxy, nor the sockets take any more.
            AtomicLong before = new AtomicLong(-1);
            await().atMost(DEADLINE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> sent.get() > 0 && sent.get() == before.getAndSet(sent.get()));
            assertThat(pouring).isNotDone();
            for (int i = 0; i < 10; i++) {
                Http2Client.Stream other = client.get("/live/" + i + ".flv");
                try (RawConnection at = origin.accept()) {
                    at.readHead();
                    at.send("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000));
                }
                assertThat(other.end()).isEqualTo("end");
                assertThat(other.received()).isEqualTo(100_000);
            }
            assertThat(sent.get()).isEqualTo(before.get());
            slow.reading(true);
            pouring.get(60, TimeUnit.SECONDS);
        }
        assertThat(slow.end()).isEqualTo("end");
        assertThat(slow.received()).isEqualTo(MUCH);
    }

    /** Far more than windows, buffers and sockets hold. */
    private static final int MUCH = 40_000_000;

    private static void pour(RawConnection at, AtomicLong sent) {
        try {
            at.send("HTTP/1.1 200 OK\r\n\r\n");
            OutputStream out = at.socket().getOutputStream();
            byte[] piece = "y".repeat(40_000).getBytes(StandardCharsets.ISO_8859_1);
            while (sent.get() < MUCH) {
                out.write(piece);
                sent.addAndGet(piece.length);
            }
            at.endOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void manyStreamsOfOneConnectionPlayAtOnce() throws Exception {
        List<Http2Client.Stream> streams = new ArrayList<>();
        List<RawConnection> at = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            streams.add(client.get("/live/" + i + ".flv"));
            RawConnection one = origin.accept();
            one.readHead();
            one.send("HTTP/1.1 200 OK\r\n\r\n" + i);
            at.add(one);
        }
        await().atMost(DEADLINE).until(() -> streams.stream().allMatch(stream -> stream.received() > 0));
        assertThat(proxy.transport().connections()).isEqualTo(1);
        assertThat(proxy.sessions().open()).hasSize(50);
        for (RawConnection one : at) {
            one.send(".").close();
        }
        for (int i = 0; i < 50; i++) {
            assertThat(streams.get(i).body()).isEqualTo(i + ".");
            assertThat(streams.get(i).end()).isEqualTo("end");
        }
    }

    @Test
    void aPlaylistAndItsSegmentPass() throws Exception {
        Http2Client.Stream playlist = client.get("/live/x.m3u8");
        String list = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttps://play.example:8443/live/x-1.ts\n";
        try (RawConnection at = origin.accept()) {
            assertThat(at.readHead()).contains("X-Forwarded-Proto: https\r\n");
            at.send("HTTP/1.1 200 OK\r\nContent-Length: " + list.length() + "\r\n\r\n" + list);
            // It named the proxy as the client did, and leads back by a path alone, which fits either scheme.
            assertThat(playlist.body()).contains("\n/live/x-1.ts?spbhid=").doesNotContain("://");
        }
        Http2Client.Stream page = client.get("/players/");
        assertThat(page.status()).isEqualTo("200");
        assertThat(page.body()).contains("<html");
    }

    @Test
    void aProxyThatDrainsLetsAStreamFinish() throws Exception {
        Http2Client.Stream stream = client.get("/live/x.flv");
        try (RawConnection at = origin.accept()) {
            at.readHead();
            at.send("HTTP/1.1 200 OK\r\n\r\nabc");
            await().atMost(DEADLINE).until(() -> stream.received() == 3);
            proxy.stopAccepting();
            await().atMost(DEADLINE).until(() -> client.goodbyes().size() == 2);
            at.send("def").endOutput();
            assertThat(stream.body()).isEqualTo("abcdef");
            assertThat(stream.end()).isEqualTo("end");
        }
        await().atMost(DEADLINE).until(() -> !client.connection().isActive());
    }
}
