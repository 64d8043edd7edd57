package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.http.server.Replies.head;
import static org.mediaproxy.core.http.server.Replies.piece;
import static org.mediaproxy.core.http.server.Replies.whole;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.testing.Http2Client;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestCertificate;

/** The stream port over TLS, with the JDK's client and one that says what it does frame by frame. */
final class Http2IT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Far more than any window and both sockets hold. */
    private static final int MUCH = 30_000_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    static Path folder;

    @SuppressWarnings("NullAway.Init") // once
    private static TestCertificate certificate;

    private final LinkedBlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();
    private final AtomicInteger overs = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // set before each test
    private OpenPorts open;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.make(folder, "proxy", "EC");
    }

    @BeforeEach
    void open() {
        open = OpenPorts.secured(certificate, ports -> ports.routes(HttpPort.STREAM)
                .exact(HttpMethod.POST, "/echo", (HttpBodyHandler) Http2IT::echo)
                .fallback(this::serve));
    }

    @AfterEach
    void close() {
        open.close();
    }

    private static void echo(HttpExchange exchange, byte[] body) {
        exchange.reply(HttpReply.text(new String(body, StandardCharsets.UTF_8)));
    }

    /** Answers at once what says so, and leaves the others to the test. */
    private void serve(HttpExchange exchange) {
        exchange.onOver(overs::incrementAndGet);
        if (exchange.target().path().equals("/now")) {
            whole(exchange, exchange.scheme() + " " + exchange.request().protocolVersion());
        } else {
            exchanges.add(exchange);
        }
    }

    private HttpExchange next() throws InterruptedException {
        return Objects.requireNonNull(exchanges.poll(30, TimeUnit.SECONDS));
    }

    private static void on(HttpExchange exchange, Runnable action) {
        CompletableFuture.runAsync(action, exchange.eventLoop())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private InetSocketAddress address() {
        return open.tlsAddress(HttpPort.STREAM);
    }

    private Http2Client client() throws Exception {
        return new Http2Client(address(), certificate);
    }

    private URI uri(String target) {
        return URI.create("https://127.0.0.1:" + address().getPort() + target);
    }

    private HttpClient jdk(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(TestCertificate.trusting(certificate))
                .version(version)
                .build();
    }

    private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
        return client.send(
                java.net.http.HttpRequest.newBuilder(uri).timeout(DEADLINE).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private long badRequests(String status) {
        return open.counters
                .counter(HttpPorts.BAD_REQUESTS, "port", "stream", "status", status)
                .sum();
    }

    /** Writes as long as the client takes it, as relays do. */
    private static void pour(HttpExchange exchange, AtomicLong written, int size) {
        while (written.get() < size && exchange.isWritable()) {
            exchange.write(piece(exchange, 64 * 1024));
            exchange.flush();
            written.addAndGet(64 * 1024);
        }
        if (written.get() >= size) {
            exchange.end();
        }
    }

    private static AtomicLong pouring(HttpExchange exchange, int size) {
        AtomicLong written = new AtomicLong();
        AtomicBoolean ended = new AtomicBoolean();
        on(exchange, () -> {
            exchange.begin(head(200));
            exchange.onWritable(() -> {
                if (!ended.get()) {
                    pour(exchange, written, size);
                    ended.set(written.get() >= size);
                }
            });
            pour(exchange, written, size);
            ended.set(written.get() >= size);
        });
        return written;
    }

    @ParameterizedTest
    @CsvSource({"HTTP_2, https HTTP/2.0", "HTTP_1_1, https HTTP/1.1"})
    void aClientGetsTheProtocolThatItKnows(HttpClient.Version version, String served) throws Exception {
        HttpResponse<String> reply = get(jdk(version), uri("/now"));
        assertThat(reply.version()).isEqualTo(version);
        assertThat(reply.body()).isEqualTo(served);
        assertThat(reply.headers().firstValue("server")).contains("mediaproxy");
        assertThat(reply.headers().firstValue("access-control-allow-origin")).contains("*");
    }

    @Test
    void anEndpointGetsABodyAndItsHeadSaysWhoWasAsked() throws Exception {
        HttpResponse<String> reply = jdk(HttpClient.Version.HTTP_2)
                .send(
                        java.net.http.HttpRequest.newBuilder(uri("/echo"))
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("v=0"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(reply.body()).isEqualTo("v=0");
        try (Http2Client client = client()) {
            Http2Client.Stream stream = client.get("/a?b=c", "host", "play.example:8443", "x-http2-path", "/other");
            HttpExchange exchange = next();
            HttpRequest request = exchange.request();
            on(exchange, () -> whole(exchange, "done"));
            assertThat(stream.body()).isEqualTo("done");
            assertThat(request.uri()).isEqualTo("/a?b=c");
            assertThat(request.headers().getAll("Host")).containsExactly("play.example:8443");
            assertThat(request.headers().names()).noneMatch(name -> name.startsWith("x-http2"));
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, true, 5000000", "GET, false, 5000000", "HEAD, true, 0", "HEAD, false, 0"})
    void aLargeBodyArrivesWhole(String method, boolean atOnce, int expected) throws Exception {
        try (Http2Client client = client()) {
            Http2Client.Stream stream = client.ask(method, "/large", true);
            HttpExchange exchange = next();
            on(exchange, () -> {
                if (atOnce && method.equals("GET")) {
                    exchange.reply(head(200), piece(exchange, 5_000_000));
                } else if (atOnce) {
                    exchange.reply(head(200, 5_000_000), Unpooled.EMPTY_BUFFER);
                } else {
                    exchange.begin(head(200, 5_000_000));
                    if (method.equals("GET")) {
                        exchange.write(piece(exchange, 5_000_000));
                    }
                    exchange.end();
                }
            });
            assertThat(stream.head().get("content-length")).hasToString("5000000");
            assertThat(stream.end()).isEqualTo("end");
            assertThat(stream.received()).isEqualTo(expected);
            assertThat(stream.head().contains("connection")).isFalse();
            await().atMost(DEADLINE).until(() -> overs.get() == 1);
        }
    }

    @Test
    void aSlowReaderHoldsTheWriterBackAndNoOtherStream() throws Exception {
        try (Http2Client client = client()) {
            Http2Client.Stream slow = client.get("/slow").reading(false);
            HttpExchange exchange = next();
            AtomicLong written = pouring(exchange, MUCH);
            long held = written.get();
            // The client's window of 64 KiB, the stream's high-water mark, and a piece over it.
            assertThat(held).isLessThan(512 * 1024);
            for (int i = 0; i < 20; i++) { // the connection's own window is the client's, and must stay open
                assertThat(client.get("/now").body()).isEqualTo("https HTTP/2.0");
            }
            AtomicLong unsent = new AtomicLong();
            on(exchange, () -> unsent.set(exchange.unsent()));
            assertThat(written.get()).isEqualTo(held);
            assertThat(unsent.get()).isBetween(1L, held);
            slow.reading(true);
            assertThat(slow.end()).isEqualTo("end");
            assertThat(slow.received()).isEqualTo(written.get()).isGreaterThanOrEqualTo(MUCH);
        }
    }

    @Test
    void aReplyThatIsCutShortResetsItsStreamOnly() throws Exception {
        try (Http2Client client = client()) {
            Http2Client.Stream cut = client.get("/cut");
            HttpExchange exchange = next();
            on(exchange, () -> {
                exchange.begin(head(200));
                exchange.write(piece(exchange, "half"));
                exchange.flush();
            });
            await().atMost(DEADLINE).until(() -> cut.received() == 4);
            on(exchange, exchange::abort);
            assertThat(cut.end()).isEqualTo("INTERNAL_ERROR");
            assertThat(client.get("/now").end()).isEqualTo("end");
        }
    }

    @Test
    void aClientThatLeavesAStreamEndsItsExchange() throws Exception {
        try (Http2Client client = client()) {
            Http2Client.Stream left = client.get("/left");
            HttpExchange exchange = next();
            on(exchange, () -> exchange.begin(head(200)));
            left.reset();
            await().atMost(DEADLINE).until(() -> overs.get() == 1);
            on(exchange, () -> {
                exchange.write(piece(exchange, "nobody reads this"));
                exchange.flush();
                exchange.end();
            });
            client.get("/another");
            next();
        }
        await().atMost(DEADLINE).until(() -> overs.get() == 2); // the connection is gone too
    }

    @Test
    void aReplyBeforeTheEndOfTheRequestTellsTheClientToStop() throws Exception {
        try (Http2Client client = client()) {
            Http2Client.Stream upload = client.ask("POST", "/now", false);
            assertThat(upload.status()).isEqualTo("200");
            assertThat(upload.body()).isEqualTo("https HTTP/2.0");
            Http2Client.Stream tooMuch = client.ask("POST", "/echo", false, "content-length", "65537");
            assertThat(tooMuch.status()).isEqualTo("413");
            Http2Client.Stream unannounced = client.ask("POST", "/echo", false);
            for (int i = 0; i < 5; i++) {
                unannounced.send(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[16_000]), false));
            }
            assertThat(unannounced.status()).isEqualTo("413");
            assertThat(client.get("/now").end()).isEqualTo("end");
            assertThat(badRequests("413")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, no-path, end", "GET, '/a b', PROTOCOL_ERROR", "'GET /x HTTP/1.1', /now, PROTOCOL_ERROR"})
    void whatIsNoRequestEndsItsStreamOnly(String method, String path, String end) throws Exception {
        try (Http2Client client = client()) {
            Http2Client.Stream bad = client.ask(method, path, true);
            assertThat(bad.end()).isEqualTo(end);
            assertThat(badRequests("400")).isEqualTo(1);
            assertThat(client.get("/now").end()).isEqualTo("end");
        }
    }

    @Test
    void headersBeyondTheLimitAreRefused() throws Exception {
        try (Http2Client client = client()) {
            Http2Client.Stream large = client.get("/now", "x-large", "x".repeat(17 * 1024));
            assertThat(large.status()).isEqualTo("431");
            assertThat(client.get("/now").end()).isEqualTo("end");
        }
    }

    @Test
    void moreStreamsThanAllowedAreRefusedAndTheOthersStay() throws Exception {
        try (Http2Client client = client()) {
            List<Http2Client.Stream> streams = new ArrayList<>();
            for (int i = 0; i < Http2Limits.MAX_STREAMS; i++) {
                streams.add(client.get("/" + i));
                next();
            }
            // Netty's client knows the limit and does not try; so the limit is what it was told.
            assertThatThrownBy(() -> client.get("/more").status())
                    .hasRootCauseInstanceOf(Http2Exception.class)
                    .hasStackTraceContaining("Maximum active streams violated");
            assertThat(streams).allMatch(stream -> stream.endSoFar().isEmpty());
            streams.get(0).reset();
            await().atMost(DEADLINE).until(() -> overs.get() == 1);
            assertThat(client.get("/now").end()).isEqualTo("end");
        }
    }

    @Test
    void aClientThatResetsAllTheTimeIsCut() throws Exception {
        try (Http2Client client = client()) {
            for (int i = 0;
                    i < Http2Limits.MAX_RESETS + 50 && client.connection().isActive();
                    i++) {
                Http2Client.Stream stream = client.get("/reset");
                stream.reset();
            }
            await().atMost(DEADLINE).until(() -> !client.connection().isActive());
            assertThat(client.goodbyes()).contains(Http2Error.ENHANCE_YOUR_CALM.code());
        } catch (java.nio.channels.ClosedChannelException cut) {
            // it was cut while the next one was sent
        }
        await().atMost(DEADLINE).until(() -> open.connections() == 0);
        assertThat(badRequests("429")).isEqualTo(1);
        assertThat(overs.get()).isEqualTo(exchanges.size());
    }

    @Test
    void aClientThatPingsAllTheTimeIsCut() throws Exception {
        try (Http2Client client = client()) {
            for (int i = 0; i < 1_100; i++) {
                client.connection().write(new DefaultHttp2PingFrame(i));
            }
            client.connection().flush();
            await().atMost(DEADLINE).until(() -> !client.connection().isActive());
            assertThat(client.goodbyes()).contains(Http2Error.ENHANCE_YOUR_CALM.code());
        }
        assertThat(badRequests("429")).isEqualTo(1);
    }

    @Test
    void drainingSaysGoodbyeAndStreamsFinish() throws Exception {
        try (Http2Client client = client();
                Http2Client idle = client()) {
            assertThat(idle.get("/now").end()).isEqualTo("end");
            Http2Client.Stream stream = client.get("/long");
            HttpExchange exchange = next();
            open.ports.stopAccepting();
            await().atMost(DEADLINE).until(() -> !idle.connection().isActive());
            await().atMost(DEADLINE).until(() -> client.goodbyes().size() == 2);
            assertThat(client.goodbyes()).containsOnly(Http2Error.NO_ERROR.code());
            assertThat(client.lastStreams()).containsExactly(Integer.MAX_VALUE, 3);
            assertThat(open.ports.drained().toCompletableFuture()).isNotDone();
            on(exchange, () -> whole(exchange, "done"));
            assertThat(stream.body()).isEqualTo("done");
            open.ports.drained().toCompletableFuture().get(30, TimeUnit.SECONDS);
            await().atMost(DEADLINE).until(() -> !client.connection().isActive());
        }
    }

    @Test
    void aStreamThatIsTakenOverCarriesBytesAndEndsOrIsCut() throws Exception {
        try (Http2Client client = client()) {
            LinkedBlockingQueue<Channel> taken = new LinkedBlockingQueue<>();
            Http2Client.Stream whole = client.get("/whole");
            take(next(), taken);
            Channel first = Objects.requireNonNull(taken.poll(30, TimeUnit.SECONDS));
            ByteBuf much = first.alloc().buffer(300_000).writeZero(300_000);
            first.write(much, first.voidPromise());
            first.write(LastHttpContent.EMPTY_LAST_CONTENT);
            first.writeAndFlush(Unpooled.EMPTY_BUFFER).get(30, TimeUnit.SECONDS);
            assertThat(whole.end()).isEqualTo("end");
            assertThat(whole.received()).isEqualTo(300_000);

            Http2Client.Stream cut = client.get("/cut");
            take(next(), taken);
            Channel second = Objects.requireNonNull(taken.poll(30, TimeUnit.SECONDS));
            second.writeAndFlush(second.alloc().buffer(10).writeZero(10)).get(30, TimeUnit.SECONDS);
            await().atMost(DEADLINE).until(() -> cut.received() == 10);
            open.ports.close(); // leaves to others what they have taken over
            assertThat(client.get("/late").endSoFar()).isNotEqualTo(java.util.Optional.of("end"));
            assertThat(second.isActive()).isTrue();
            second.close();
            assertThat(cut.end()).isEqualTo("INTERNAL_ERROR");
            await().atMost(DEADLINE).until(() -> !client.connection().isActive());
        }
    }

    private static void take(HttpExchange exchange, LinkedBlockingQueue<Channel> taken) {
        on(
                exchange,
                () -> exchange.takeOver((channel, request, from) -> {
                    channel.writeAndFlush(head(200));
                    taken.add(channel);
                }));
    }

    @Test
    void oneConnectionServesManyRequestsOfTheJdkAtOnce() throws Exception {
        HttpClient client = jdk(HttpClient.Version.HTTP_2);
        assertThat(get(client, uri("/now")).statusCode()).isEqualTo(200);
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(client.sendAsync(
                    java.net.http.HttpRequest.newBuilder(uri("/" + i)).build(), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 50; i++) {
            HttpExchange exchange = next();
            on(exchange, () -> whole(exchange, exchange.target().path()));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(all.get(i).get(30, TimeUnit.SECONDS).body()).isEqualTo("/" + i);
        }
        assertThat(open.connections()).isEqualTo(1);
    }

    /** A TLS client takes the end of a connection without close_notify for an attack. */
    @ParameterizedTest
    @CsvSource({"'GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 200", "'GET /now\r\n\r\n', 400"})
    void anHttp1ConnectionEndsWithTheWordForIt(String request, String status) throws Exception {
        try (Socket socket = TestCertificate.trusting(certificate)
                .getSocketFactory()
                .createSocket("127.0.0.1", address().getPort())) {
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(reply).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    @Test
    void plainTextToATlsPortIsOneFailedHandshake() throws IOException {
        try (RawConnection plain = RawConnection.to(address())) {
            plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(plain.readAll()).doesNotContain("HTTP/1.1");
        }
        await().atMost(DEADLINE).until(() -> open.connections() == 0);
        assertThat(handshakes("not_tls")).isEqualTo(1);
        assertThat(exchanges).isEmpty();
    }

    private long handshakes(String result) {
        return open.counters.snapshot().entrySet().stream()
                .filter(entry -> entry.getKey().labels().contains(result))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
