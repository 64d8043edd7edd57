package org.mediaproxy.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.session.Cause;

/** What the client is told: the origin's head as it is, or in HTTP's words why there is none. */
final class ClientReply {

    private ClientReply() {}

    /** How the body after an origin's head goes on to the client. */
    enum Body {
        /** There is none. */
        NONE,
        /** Every byte until the origin closes; also chunks, whose end the client sees itself. */
        BYTES,
        /** The decoded body, because its end must be seen here, or because the client knows no chunks. */
        DECODED
    }

    static Body body(HttpRequest request, HttpResponse answer) {
        int status = answer.status().code();
        if (request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304) {
            return Body.NONE;
        }
        boolean chunked = HttpUtil.isTransferEncodingChunked(answer);
        if (chunked) {
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? Body.DECODED : Body.BYTES;
        }
        return HttpUtil.isContentLengthSet(answer) ? Body.DECODED : Body.BYTES;
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

    /** Why there is no stream, in words that tell a stranger nothing of the origins. */
    static HttpReply failure(Cause cause) {
        return switch (cause) {
            case UNSUPPORTED -> HttpReply.error(HttpResponseStatus.NOT_FOUND, "no such stream");
            case LIMIT -> HttpReply.error(HttpResponseStatus.TOO_MANY_REQUESTS, "too many new streams");
            case NO_ORIGIN -> HttpReply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "no origin is live");
            case STATE_UNAVAILABLE, DRAINED, REBOUND ->
                HttpReply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "not available now");
            case TIMEOUT -> HttpReply.error(HttpResponseStatus.GATEWAY_TIMEOUT, "the origin gave no answer in time");
            case UNREACHABLE -> HttpReply.error(HttpResponseStatus.BAD_GATEWAY, "the origin cannot be reached");
            case CLOSED, RESET, MALFORMED, REFUSED ->
                HttpReply.error(HttpResponseStatus.BAD_GATEWAY, "the origin gave no valid answer");
            case BUG -> HttpReply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
        };
    }

    /** A method other than GET and HEAD. */
    static HttpReply wrongMethod(HttpMethod method) {
        return HttpReply.error(HttpResponseStatus.METHOD_NOT_ALLOWED, method + " is not served here")
                .with("Allow", "GET, HEAD, OPTIONS");
    }
}
