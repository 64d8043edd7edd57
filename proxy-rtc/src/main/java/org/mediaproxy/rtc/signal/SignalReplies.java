package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.origin.OriginFailure;
import org.mediaproxy.core.session.Cause;

/** Why there is no session, in HTTP's words. */
final class SignalReplies {

    private SignalReplies() {}

    /** In words that tell a stranger nothing of the origins. */
    static HttpReply of(Cause cause) {
        return switch (cause) {
            case UNSUPPORTED -> error(HttpResponseStatus.NOT_FOUND, "this stream is not served over WebRTC");
            case LIMIT -> error(HttpResponseStatus.TOO_MANY_REQUESTS, "too many new streams");
            case NO_ORIGIN -> error(HttpResponseStatus.SERVICE_UNAVAILABLE, "no origin for WebRTC is live");
            case STATE_UNAVAILABLE, DRAINED, REBOUND ->
                error(HttpResponseStatus.SERVICE_UNAVAILABLE, "not available now");
            case TIMEOUT -> error(HttpResponseStatus.GATEWAY_TIMEOUT, "the origin gave no answer in time");
            case UNREACHABLE -> error(HttpResponseStatus.BAD_GATEWAY, "the origin cannot be reached");
            case CLOSED, RESET, MALFORMED, REFUSED ->
                error(HttpResponseStatus.BAD_GATEWAY, "the origin gave no valid answer");
            case BUG -> error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
        };
    }

    static HttpReply error(HttpResponseStatus status, String message) {
        return HttpReply.error(status, message);
    }

    /** The session is not, or no longer, or never was; a forged location is told no more. */
    static HttpReply noSession() {
        return error(HttpResponseStatus.NOT_FOUND, "no such session");
    }

    static Cause cause(OriginFailure reason) {
        return switch (reason) {
            case UNREACHABLE -> Cause.UNREACHABLE;
            case CLOSED -> Cause.RESET;
            case TIMEOUT -> Cause.TIMEOUT;
            case MALFORMED, TOO_LARGE -> Cause.MALFORMED;
        };
    }
}
