package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpExchange;

/** Asks an endpoint and replies with what it answers, on the connection's loop. */
final class EndpointHandler implements HttpBodyHandler {

    private final HttpEndpoint endpoint;

    EndpointHandler(HttpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void serve(HttpExchange exchange, byte[] body) {
        endpoint.handle(call(exchange, body)).thenAccept(reply -> {
            if (exchange.eventLoop().inEventLoop()) {
                exchange.reply(reply);
            } else {
                exchange.eventLoop().execute(() -> exchange.reply(reply));
            }
        });
    }

    private static HttpCall call(HttpExchange exchange, byte[] body) {
        HttpRequest request = exchange.request();
        return new HttpCall(
                request.method(),
                exchange.target().path(),
                exchange.target().parameters(),
                request.headers(),
                new String(body, StandardCharsets.UTF_8),
                exchange.client());
    }
}
