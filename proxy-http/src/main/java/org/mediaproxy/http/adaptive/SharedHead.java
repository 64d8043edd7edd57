package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.mediaproxy.core.http.forward.HopByHop;

/** The heads of replies for clients. */
final class SharedHead {

    private SharedHead() {}

    /** The headers of an origin's reply for more than one client: without what is one client's own. */
    static HttpHeaders headers(HttpResponse head) {
        HttpHeaders headers = own(head);
        headers.remove(HttpHeaderNames.SET_COOKIE);
        return headers;
    }

    /** The headers of an origin's reply, without what concerns one connection. */
    static HttpHeaders own(HttpResponse head) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        headers.set(head.headers());
        HopByHop.removeFromReply(headers);
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        headers.remove(HttpHeaderNames.TRAILER);
        return headers;
    }

    /** A head with headers of its own, which may be changed. */
    static HttpResponse of(HttpResponseStatus status, HttpHeaders headers) {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers.copy());
    }

    /** The head of a cached reply, with its age (RFC 9111 §5.1). */
    static HttpResponse of(CachedReply reply) {
        HttpResponse head = of(reply.status(), reply.headers());
        head.headers().set(HttpHeaderNames.AGE, reply.age());
        return head;
    }
}
