package org.mediaproxy.http.forward;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.session.Cause;

/** Why there is no stream, in HTTP's words. */
public final class Refusals {

    private Refusals() {}

    /** Why there is no stream, in words that tell a stranger nothing of the origins. */
    public static HttpReply of(Cause cause) {
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
    public static HttpReply wrongMethod(HttpMethod method) {
        return HttpReply.error(HttpResponseStatus.METHOD_NOT_ALLOWED, method + " is not served here")
                .with("Allow", "GET, HEAD, OPTIONS");
    }
}
