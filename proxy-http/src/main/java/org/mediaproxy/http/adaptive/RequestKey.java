package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Locale;
import java.util.Optional;
import org.mediaproxy.core.origin.OriginId;

/**
 * What makes two requests one: the same origin is asked for the same thing in the same words. A token in the query is
 * part of it, so that nobody gets what another was let in for.
 *
 * @param origin who is asked
 * @param scheme as the client's URL has it: origins that write whole URLs go by it
 * @param host as the client named it: origins tell virtual hosts apart by it
 * @param target path and query as the origin gets them
 * @param range the Range header or nothing
 * @param encodings the Accept-Encoding header or nothing
 * @param page the Origin header or nothing: a reply may name it
 */
record RequestKey(
        OriginId origin, String scheme, String host, String target, String range, String encodings, String page) {

    /**
     * The key of a request, unless it must not be shared: it carries a client's own credentials, or asks whether what
     * that client has is still good.
     *
     * @param target what the origin is asked for
     */
    static Optional<RequestKey> of(OriginId origin, HttpRequest request, String scheme, String target) {
        HttpHeaders headers = request.headers();
        boolean own = headers.contains(HttpHeaderNames.AUTHORIZATION)
                || headers.contains(HttpHeaderNames.COOKIE)
                || headers.contains(HttpHeaderNames.IF_RANGE)
                || headers.contains(HttpHeaderNames.IF_MATCH)
                || headers.contains(HttpHeaderNames.IF_UNMODIFIED_SINCE);
        if (own) {
            return Optional.empty();
        }
        return Optional.of(new RequestKey(
                origin,
                scheme,
                headers.get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT),
                target,
                headers.get(HttpHeaderNames.RANGE, ""),
                headers.get(HttpHeaderNames.ACCEPT_ENCODING, ""),
                headers.get(HttpHeaderNames.ORIGIN, "")));
    }

    /** A segment's target without SRS's {@code hls_ctx}, which tells players apart and not segments. */
    static String withoutContext(String target) {
        int mark = target.indexOf('?');
        if (mark < 0 || target.indexOf("hls_ctx=", mark) < 0) {
            return target;
        }
        StringBuilder rest = new StringBuilder();
        for (String pair : target.substring(mark + 1).split("&", -1)) {
            if (!pair.startsWith("hls_ctx=")) {
                rest.append(rest.isEmpty() ? "" : "&").append(pair);
            }
        }
        String path = target.substring(0, mark);
        return rest.isEmpty() ? path : path + "?" + rest;
    }
}
