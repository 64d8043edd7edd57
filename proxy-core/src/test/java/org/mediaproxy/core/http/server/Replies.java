package org.mediaproxy.core.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.mediaproxy.core.http.HttpExchange;

/** Replies as handlers under test give them. */
final class Replies {

    private Replies() {}

    static HttpResponse head(int status) {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    }

    static HttpResponse head(int status, int length) {
        HttpResponse head = head(status);
        head.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        return head;
    }

    /** A buffer that the leak detector watches. */
    static ByteBuf piece(HttpExchange exchange, String text) {
        return ByteBufUtil.writeUtf8(exchange.alloc(), text);
    }

    /** A buffer of this many bytes. */
    static ByteBuf piece(HttpExchange exchange, int size) {
        return exchange.alloc().buffer(size, size).writeZero(size);
    }

    static void whole(HttpExchange exchange, String text) {
        exchange.reply(head(200), piece(exchange, text));
    }

    static void inPieces(HttpExchange exchange, HttpResponse head, String... pieces) {
        exchange.begin(head);
        for (String text : pieces) {
            exchange.write(piece(exchange, text));
        }
        exchange.end();
    }
}
