package org.mediaproxy.core.http;

/** Serves requests whose replies may be large, or end only when the stream does. Called on the connection's event loop; must not block. */
@FunctionalInterface
public interface HttpExchangeHandler {

    /**
     * Serves one request, now or later, by exactly one of the exchange's replies. What it throws becomes a 500 with an
     * ERROR line.
     *
     * @param exchange whose head is known; a body of the request is not read
     */
    void serve(HttpExchange exchange);
}
