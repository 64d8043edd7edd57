package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * Lets pages of any origin use the ports, as players in browsers must (Fetch standard §3.3). No credentials of a
 * browser's own are involved: tokens travel in headers or URLs.
 */
public final class CorsReply {

    /** The answer to every OPTIONS request that no route serves. */
    public static final HttpReply PREFLIGHT = new HttpReply(
            HttpResponseStatus.OK,
            "text/plain; charset=utf-8",
            new byte[0],
            Map.of(
                    "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
                    "Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match, Range",
                    "Access-Control-Max-Age", "86400"));

    private CorsReply() {}

    /** Adds what every reply carries, unless it carries its own. */
    public static void addTo(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        // Pages read Location and Link of WHIP and WHEP.
        if (!headers.contains(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS)) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "*");
        }
    }
}
