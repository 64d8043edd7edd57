package org.mediaproxy.http.pages;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import org.mediaproxy.core.http.HttpExchange;

/**
 * A file, or a part of one, that was read in one piece.
 *
 * @param head with its Content-Length
 * @param body the bytes
 */
record SmallFile(HttpResponse head, ByteBuf body) implements Answer {

    @Override
    public void give(HttpExchange exchange) {
        exchange.reply(head, body);
    }

    @Override
    public void discard() {
        body.release();
    }
}
