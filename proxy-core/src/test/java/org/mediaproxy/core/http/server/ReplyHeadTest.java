package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.http.server.Replies.head;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplyHeadTest {

    private static HttpRequest request(String method, String version) {
        return new DefaultHttpRequest(HttpVersion.valueOf(version), HttpMethod.valueOf(method), "/");
    }

    @ParameterizedTest
    @CsvSource({"100, false", "103, false", "200, true", "204, false", "206, true", "304, false", "404, true"})
    void theStatusSaysWhetherThereIsABody(int status, boolean has) {
        assertThat(ReplyHead.hasBody(head(status))).isEqualTo(has);
    }

    /** Every way in which a body can be framed: the request, the reply, and what comes of it. */
    @ParameterizedTest
    @CsvSource({
        // method, version, status, length, may stay | stays, chunked, Connection
        "GET,  HTTP/1.1, 200, -1, true,  true,  true,  ",
        "GET,  HTTP/1.1, 200,  5, true,  true,  false, ",
        "GET,  HTTP/1.1, 200,  0, true,  true,  false, ",
        "GET,  HTTP/1.1, 200, -1, false, false, true,  close",
        "GET,  HTTP/1.1, 200,  5, false, false, false, close",
        "GET,  HTTP/1.0, 200, -1, true,  false, false, close",
        "GET,  HTTP/1.0, 200,  5, true,  true,  false, keep-alive",
        "GET,  HTTP/1.0, 200,  5, false, false, false, close",
        "GET,  HTTP/1.0, 304, -1, true,  true,  false, keep-alive",
        "GET,  HTTP/1.1, 204, -1, true,  true,  false, ",
        "GET,  HTTP/1.1, 304, -1, true,  true,  false, ",
        "HEAD, HTTP/1.1, 200, -1, true,  true,  false, ",
        "HEAD, HTTP/1.1, 200,  5, true,  true,  false, ",
        "HEAD, HTTP/1.0, 200, -1, true,  true,  false, keep-alive",
    })
    void theBodyIsFramedForTheClientsVersion(
            String method,
            String version,
            int status,
            int length,
            boolean may,
            boolean stays,
            boolean chunked,
            String connection) {
        HttpResponse head = length < 0 ? head(status) : head(status, length);
        assertThat(ReplyHead.complete(request(method, version), head, may)).isEqualTo(stays);
        assertThat(head.headers().get("Transfer-Encoding")).isEqualTo(chunked ? "chunked" : null);
        assertThat(head.headers().get("Content-Length")).isEqualTo(length < 0 ? null : "" + length);
        assertThat(head.headers().get("Connection")).isEqualTo(connection);
        assertThat(head.protocolVersion()).isEqualTo(HttpVersion.HTTP_1_1);
    }

    @Test
    void framingThatTheHandlerBroughtIsNotTheClients() {
        HttpResponse head = head(200, 5);
        head.headers().set("Transfer-Encoding", "chunked");
        head.setProtocolVersion(HttpVersion.HTTP_1_0);
        assertThat(ReplyHead.complete(request("GET", "HTTP/1.1"), head, true)).isTrue();
        assertThat(head.headers().contains("Transfer-Encoding")).isFalse();
        assertThat(head.protocolVersion()).isEqualTo(HttpVersion.HTTP_1_1);
    }

    @Test
    void whatAllRepliesCarryIsAddedUnlessTheHandlerKnowsBetter() {
        HttpResponse bare = head(200);
        ReplyHead.complete(request("GET", "HTTP/1.1"), bare, true);
        assertThat(bare.headers().get("Server")).isEqualTo("mediaproxy");
        assertThat(bare.headers().get("Date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT");
        assertThat(bare.headers().get("Access-Control-Allow-Origin")).isEqualTo("*");
        HttpResponse own = head(200);
        own.headers().set("Server", "SRS").set("Date", "then").set("Access-Control-Allow-Origin", "https://a");
        ReplyHead.complete(request("GET", "HTTP/1.1"), own, true);
        assertThat(own.headers().getAll("Server")).containsExactly("SRS");
        assertThat(own.headers().getAll("Date")).containsExactly("then");
        assertThat(own.headers().getAll("Access-Control-Allow-Origin")).containsExactly("https://a");
    }
}
