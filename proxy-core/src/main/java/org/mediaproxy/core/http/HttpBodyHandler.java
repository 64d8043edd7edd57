package org.mediaproxy.core.http;

/**
 * Serves requests whose body is small, and says all of the reply itself. Called on the connection's event loop; must not block.
 */
@FunctionalInterface
public interface HttpBodyHandler {

    /**
     * Serves one request, now or later, by exactly one of the exchange's replies. What it throws becomes a 500 with an
     * ERROR line.
     *
     * @param exchange whose head is known
     * @param body as sent, without its framing; at most 64 KiB; the handler's own
     */
    void serve(HttpExchange exchange, byte[] body);
}
