package org.mediaproxy.http.pages;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpReply;

/** What a request gets: found on a thread that may wait, given on the event loop. */
@FunctionalInterface
interface Answer {

    /** Answers; on the event loop, with nobody having answered before. */
    void give(HttpExchange exchange);

    /** Lets go of what it holds, because nobody is there to answer any more. Any thread, instead of {@link #give}. */
    default void discard() {}

    /** A small reply. */
    static Answer of(HttpReply reply) {
        return exchange -> exchange.reply(reply);
    }

    /** Sends the client to another path of this server, with the query that it came with. */
    static Answer redirect(HttpResponseStatus status, String path, HttpRequest request) {
        int mark = request.uri().indexOf('?');
        String location = mark < 0 ? path : path + request.uri().substring(mark);
        return of(new HttpReply(
                status,
                "text/plain; charset=utf-8",
                new byte[0],
                Map.of("Location", location, "Cache-Control", "no-cache")));
    }
}
