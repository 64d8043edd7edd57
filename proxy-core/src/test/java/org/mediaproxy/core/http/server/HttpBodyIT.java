package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.http.server.Replies.whole;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.RawConnection;

/** Requests with a body whose handler says the whole reply itself. */
final class HttpBodyIT {

    private static final int MAX = 64 * 1024;

    @SuppressWarnings("NullAway.Init") // set by each test
    private OpenPorts open;

    @AfterEach
    void close() {
        open.close();
    }

    private RawConnection serve(HttpBodyHandler handler) throws IOException {
        open = new OpenPorts(ports -> ports.routes(HttpPort.API).suffix(HttpMethod.POST, "offer", handler));
        return RawConnection.to(open.address(HttpPort.API));
    }

    private static String post(String target, int length) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void told(HttpExchange exchange, byte[] body) {
        boolean local = exchange.local().getAddress().isLoopbackAddress()
                && exchange.local().getPort() != exchange.client().getPort();
        whole(exchange, exchange.request().uri() + " " + HexFormat.of().formatHex(body) + " " + local);
    }

    @Test
    void theTargetAndTheBodyArriveAsTheyWereSent() throws Exception {
        try (RawConnection raw = serve(HttpBodyIT::told)) {
            raw.send(post("/a%2Fb/offer?x=%41&&y", 2) + "\u00ff\u0000");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(raw.readUntil("true")).isEqualTo("/a%2Fb/offer?x=%41&&y ff00 true");
            raw.send(post("/offer", 0));
            raw.readHead();
            assertThat(raw.readUntil("true")).isEqualTo("/offer  true");
        }
    }

    @Test
    void severalHeadersOfOneNameGoOut() throws Exception {
        HttpBodyHandler links = (exchange, body) -> {
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CREATED);
            head.headers().add("Link", List.of("<stun:a>; rel=x", "<turn:b>; rel=x"));
            exchange.reply(head, Unpooled.EMPTY_BUFFER);
        };
        try (RawConnection raw = serve(links)) {
            raw.send(post("/offer", 1) + "x");
            assertThat(raw.readHead())
                    .startsWith("HTTP/1.1 201 Created\r\n")
                    .contains("Link: <stun:a>; rel=x\r\n", "Link: <turn:b>; rel=x\r\n");
        }
    }

    @Test
    void aBugIsAnAnswerOf500AndTheConnectionStays() throws Exception {
        HttpBodyHandler broken = (exchange, body) -> {
            if (body.length > 0) {
                throw new IllegalStateException("a bug of this test");
            }
            whole(exchange, "fine");
        };
        try (RawConnection raw = serve(broken)) {
            raw.send(post("/offer", 1) + "x");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 500 ");
            raw.readUntil("}\n");
            raw.send(post("/offer", 0));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX, MAX + 1})
    void aBodyMayHave64KibibytesAndNoMore(int length) throws Exception {
        try (RawConnection raw = serve((exchange, body) -> whole(exchange, "" + body.length))) {
            raw.send(post("/offer", length) + (length > MAX ? "" : "x".repeat(length)));
            assertThat(raw.readHead()).startsWith(length > MAX ? "HTTP/1.1 413 " : "HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void aLongBodyInChunksIsCutOffToo() throws Exception {
        try (RawConnection raw = serve((exchange, body) -> whole(exchange, "" + body.length))) {
            raw.send("POST /offer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            raw.send("10000\r\n" + "x".repeat(MAX) + "\r\n1\r\nx\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 413 ");
        }
    }
}
