package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole request with a small body. Immutable by agreement.
 *
 * @param method as sent
 * @param path decoded, without the query
 * @param query decoded parameters
 * @param headers as sent
 * @param body as text in UTF-8; at most 64 KiB
 * @param client the client's address
 */
public record HttpCall(
        HttpMethod method,
        String path,
        Map<String, List<String>> query,
        HttpHeaders headers,
        String body,
        InetSocketAddress client) {

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }
}
