package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.mediaproxy.core.http.CorsReply;
import org.mediaproxy.core.http.HttpReply;

/** What the server adds to the head of a reply: how its body is framed (RFC 9112 §6.3), and what all replies carry. */
final class ReplyHead {

    private ReplyHead() {}

    /** Whether a reply with this status has a body, HEAD apart. */
    static boolean hasBody(HttpResponse head) {
        int status = head.status().code();
        return head.status().codeClass() != HttpStatusClass.INFORMATIONAL && status != 204 && status != 304;
    }

    /**
     * Completes a head.
     *
     * @param mayKeep whether the connection may stay
     * @return whether it stays
     */
    static boolean complete(HttpRequest request, HttpResponse head, boolean mayKeep) {
        HttpHeaders headers = head.headers();
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        boolean keep = mayKeep;
        boolean framed = !hasBody(head)
                || request.method().equals(HttpMethod.HEAD)
                || headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        if (!framed) {
            if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
                keep = false; // its end is the connection's
            } else {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
        head.setProtocolVersion(HttpVersion.HTTP_1_1);
        CorsReply.addTo(headers);
        if (!headers.contains(HttpHeaderNames.SERVER)) {
            headers.set(HttpHeaderNames.SERVER, HttpReply.SERVER);
        }
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, HttpReply.now());
        }
        if (keep) {
            HttpUtil.setKeepAlive(headers, request.protocolVersion(), true);
        } else {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return keep;
    }
}
