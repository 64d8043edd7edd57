package org.mediaproxy.http.endless;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.mediaproxy.core.http.forward.HopByHop;

/** The origin's head as the client gets it, and how the body goes on. */
final class ClientReply {

    private ClientReply() {}

    /** How the body after an origin's head goes on to the client. */
    enum Body {
        /** There is none. */
        NONE,
        /** Every byte until the origin closes; also chunks, whose end the client sees itself. */
        BYTES,
        /** The decoded body, because its end must be seen here, or because the client knows no chunks, or has frames. */
        DECODED
    }

    static Body body(HttpRequest request, HttpResponse answer) {
        int status = answer.status().code();
        if (request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304) {
            return Body.NONE;
        }
        if (isFramed(request)) {
            return Body.DECODED;
        }
        boolean chunked = HttpUtil.isTransferEncodingChunked(answer);
        if (chunked) {
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? Body.DECODED : Body.BYTES;
        }
        return HttpUtil.isContentLengthSet(answer) ? Body.DECODED : Body.BYTES;
    }

    /** Whether the client's protocol frames bodies itself: a stream of HTTP/2, whose codec stays. */
    static boolean isFramed(HttpRequest request) {
        return request.protocolVersion().majorVersion() > 1;
    }

    /** The head for the client. */
    static HttpResponse head(HttpRequest request, HttpResponse answer, Body body) {
        HttpResponse out = new DefaultHttpResponse(request.protocolVersion(), answer.status());
        out.headers().set(answer.headers());
        HopByHop.removeFromReply(out.headers());
        if (body == Body.DECODED) {
            out.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            out.headers().remove(HttpHeaderNames.TRAILER);
        }
        out.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (!out.headers().contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            out.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        return out;
    }
}
