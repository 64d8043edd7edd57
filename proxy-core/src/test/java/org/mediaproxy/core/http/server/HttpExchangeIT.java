package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.mediaproxy.core.http.server.Replies.head;
import static org.mediaproxy.core.http.server.Replies.inPieces;
import static org.mediaproxy.core.http.server.Replies.piece;
import static org.mediaproxy.core.http.server.Replies.whole;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpExchangeHandler;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpServerNames;
import org.mediaproxy.core.testing.RawConnection;

/** How replies are framed and what follows them on their connection. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
final class HttpExchangeIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private final LinkedBlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init") // set by each test
    private OpenPorts open;

    @AfterEach
    void close() {
        open.close();
    }

    /** Serves by the handler; what asks for the last reply gets a short one. */
    private RawConnection serve(HttpExchangeHandler handler) throws IOException {
        open = OpenPorts.serving("auto", exchange -> {
            if (exchange.target().path().equals("/last")) {
                whole(exchange, "last");
            } else {
                handler.serve(exchange);
            }
        });
        return RawConnection.to(open.address(HttpPort.STREAM));
    }

    private HttpExchange next() throws InterruptedException {
        return Objects.requireNonNull(exchanges.poll(5, TimeUnit.SECONDS));
    }

    private static void on(HttpExchange exchange, Runnable action) {
        CompletableFuture.runAsync(action, exchange.eventLoop())
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void aWholeReplyHasItsLengthAndTheConnectionStays() throws Exception {
        try (RawConnection raw = serve(exchange -> whole(exchange, "whole"))) {
            raw.send(GET);
            assertThat(raw.readHead())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("content-length: 5\r\n", "server: mediaproxy\r\n", "access-control-allow-origin: *\r\n")
                    .contains("date: ")
                    .doesNotContain("connection:");
            assertThat(raw.read(5)).isEqualTo("whole");
            raw.send(LAST);
            assertThat(raw.readAll()).contains("connection: close\r\n").endsWith("\r\n\r\nlast");
        }
    }

    @Test
    void piecesWithALengthGoOutAsTheyAre() throws Exception {
        try (RawConnection raw = serve(exchange -> inPieces(exchange, head(206, 5), "ab", "", "cde"))) {
            raw.send(GET + LAST);
            assertThat(raw.readHead())
                    .startsWith("HTTP/1.1 206 ")
                    .contains("content-length: 5\r\n")
                    .doesNotContain("transfer-encoding", "connection:");
            assertThat(raw.read(5)).isEqualTo("abcde");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 200 ").endsWith("last");
        }
    }

    @Test
    void piecesWithoutALengthAreChunked() throws Exception {
        try (RawConnection raw = serve(exchange -> inPieces(exchange, head(200), "ab", "", "cde"))) {
            raw.send(GET + LAST);
            assertThat(raw.readHead())
                    .contains("transfer-encoding: chunked\r\n")
                    .doesNotContain("content-length", "connection:");
            assertThat(raw.readUntil("0\r\n\r\n")).isEqualTo("2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 200 ").endsWith("last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
    void toHttp10PiecesWithoutALengthEndWithTheConnection(String wish) throws Exception {
        try (RawConnection raw = serve(exchange -> inPieces(exchange, head(200), "ab", "cde"))) {
            raw.send("GET / HTTP/1.0\r\n" + wish + "\r\n");
            assertThat(raw.readHead())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("connection: close\r\n")
                    .doesNotContain("transfer-encoding", "content-length");
            assertThat(raw.readAll()).isEqualTo("abcde");
        }
    }

    @Test
    void anHttp10ConnectionStaysWhereItIsAskedToAndTheLengthIsKnown() throws Exception {
        try (RawConnection raw = serve(exchange -> inPieces(exchange, head(200, 2), "ab"))) {
            raw.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(raw.readHead()).contains("connection: keep-alive\r\n");
            raw.read(2);
            raw.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(raw.readAll()).contains("connection: close\r\n").endsWith("ab");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, 200, whole",
        "HEAD, 200, pieces",
        "HEAD, 200, length",
        "HEAD, 200, reply",
        "GET, 204, whole",
        "GET, 204, pieces",
        "GET, 204, length",
        "GET, 304, whole",
        "GET, 304, pieces",
        "GET, 304, length",
    })
    void whatHasNoBodyGetsNoneWhateverTheHandlerWrites(String method, int status, String how) throws Exception {
        try (RawConnection raw = serve(exchange -> {
            switch (how) {
                case "whole" -> exchange.reply(head(status), piece(exchange, "body"));
                case "reply" -> exchange.reply(HttpReply.text("body"));
                case "length" -> inPieces(exchange, head(status, 4), "bo", "dy");
                default -> inPieces(exchange, head(status), "bo", "dy");
            }
        })) {
            raw.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n" + LAST);
            String first = raw.readHead();
            assertThat(first).startsWith("HTTP/1.1 " + status).doesNotContain("transfer-encoding");
            assertThat(first.contains("content-length: 4"))
                    .isEqualTo(status != 204 && (how.equals("length") || how.equals("reply")));
            assertThat(raw.readAll()).startsWith("HTTP/1.1 200 ").endsWith("last");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderHoweverLateEachIs() throws Exception {
        try (RawConnection raw = serve(exchanges::add)) {
            raw.send(GET + GET + LAST);
            HttpExchange first = next();
            on(first, () -> first.begin(head(200)));
            on(first, () -> first.write(piece(first, "first")));
            on(first, first::flush);
            assertThat(raw.readUntil("5\r\nfirst\r\n")).startsWith("HTTP/1.1 200 OK");
            assertThat(exchanges).isEmpty();
            on(first, first::end);
            HttpExchange second = next();
            on(second, () -> whole(second, "second"));
            assertThat(raw.readAll())
                    .startsWith("0\r\n\r\nHTTP/1.1 ")
                    .containsSubsequence("\r\n\r\nsecond", "\r\n\r\nlast");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 200000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n30d40\r\n"})
    void aBodyThatNobodyReadsIsNoNextRequestAndDoesNotCutTheReply(String framing) throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (RawConnection raw = serve(exchange -> {
            served.incrementAndGet();
            exchange.reply(head(200), piece(exchange, 1_000_000));
        })) {
            raw.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing);
            CompletableFuture<Void> body = CompletableFuture.runAsync(() -> sendQuietly(raw, GET.repeat(10_000)));
            String reply = raw.readAll();
            assertThat(reply).startsWith("HTTP/1.1 200").contains("connection: close\r\n");
            assertThat(reply.length() - reply.indexOf("\r\n\r\n") - 4).isEqualTo(1_000_000);
            assertThat(served).hasValue(1);
            body.get(5, TimeUnit.SECONDS);
        }
    }

    /** The proxy may be gone before all of a body is sent. */
    private static void sendQuietly(RawConnection raw, String text) {
        try {
            raw.send(text);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }

    @Test
    void aBodyOfLengthZeroLeavesTheConnectionOpen() throws Exception {
        try (RawConnection raw = serve(exchange -> whole(exchange, "whole"))) {
            raw.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" + LAST);
            assertThat(raw.readAll()).containsSubsequence("\r\n\r\nwhole", "\r\n\r\nlast");
        }
    }

    @Test
    void aHandlerThatThrowsBeforeItsReplyIsA500() throws Exception {
        try (RawConnection raw = serve(exchange -> {
            throw new IllegalStateException("on purpose");
        })) {
            raw.send(GET + LAST);
            assertThat(raw.readAll())
                    .startsWith("HTTP/1.1 500 ")
                    .containsSubsequence("{\"code\":500,\"error\":\"internal error\"}", "\r\n\r\nlast");
        }
    }

    @Test
    void aHandlerThatThrowsWithinItsReplyCutsIt() throws Exception {
        AtomicInteger overs = new AtomicInteger();
        try (RawConnection raw = serve(exchange -> {
            exchange.onOver(overs::incrementAndGet);
            exchange.begin(head(200));
            exchange.write(piece(exchange, "begun"));
            exchange.flush();
            throw new IllegalStateException("on purpose");
        })) {
            raw.send(GET + LAST);
            assertThat(readToItsEnd(raw)).startsWith("HTTP/1.1 200 ").doesNotContain("0\r\n\r\n", "last");
            await().untilAtomic(overs, equalTo(1));
        }
    }

    /** Closing with a request unread resets the connection. */
    private static String readToItsEnd(RawConnection raw) {
        StringBuilder read = new StringBuilder();
        try {
            for (int next = raw.socket().getInputStream().read();
                    next >= 0;
                    next = raw.socket().getInputStream().read()) {
                read.append((char) next);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return read.toString();
    }

    @Test
    void aHandlerThatThrowsBehindItsWholeReplyCostsNothing() throws Exception {
        try (RawConnection raw = serve(exchange -> {
            whole(exchange, "x".repeat(20_000_000)); // not out yet
            throw new IllegalStateException("on purpose");
        })) {
            raw.send(GET + LAST);
            assertThat(raw.readAll()).hasSizeGreaterThan(20_000_000).endsWith("\r\n\r\nlast");
        }
    }

    @Test
    void aSecondReplyIsABugThatTheClientDoesNotSee() throws Exception {
        try (RawConnection raw = serve(exchanges::add)) {
            raw.send(GET);
            HttpExchange exchange = next();
            CompletableFuture<String> second = new CompletableFuture<>();
            on(exchange, () -> {
                whole(exchange, "x".repeat(20_000_000)); // not out yet when the next comes
                try {
                    exchange.begin(head(200));
                } catch (IllegalStateException e) {
                    second.complete(String.valueOf(e.getMessage()));
                }
            });
            assertThat(second).isCompletedWithValueMatching(message -> message.contains("ENDED, not WAITING"));
            raw.readHead();
            assertThat(raw.read(20_000_000)).doesNotContain("HTTP");
            raw.send(LAST);
            assertThat(raw.readAll()).endsWith("last");
        }
    }

    @Test
    void aTakeoverMayComeLaterAndGetsWhatWasReadAhead() throws Exception {
        AtomicInteger overs = new AtomicInteger();
        try (RawConnection raw = serve(exchanges::add)) {
            raw.send(GET + "GET /ahead HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpExchange exchange = next();
            CompletableFuture<String> seen = new CompletableFuture<>();
            on(exchange, () -> {
                exchange.onOver(overs::incrementAndGet);
                exchange.takeOver((channel, request, client) -> {
                    assertThat(channel.pipeline().names()).first().isEqualTo(HttpServerNames.CODEC);
                    channel.pipeline().addLast(new RequestCollector(seen));
                    channel.writeAndFlush(HttpReply.text(request.uri()).toResponse(request, true));
                });
            });
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("/ahead");
            on(exchange, () -> {
                assertThat(exchange.isOver()).isTrue();
                exchange.abort(); // is not its own any more
                whole(exchange, "nothing");
            });
            assertThat(raw.read(1)).isEqualTo("/");
        }
        assertThat(overs).hasValue(0);
    }
}
