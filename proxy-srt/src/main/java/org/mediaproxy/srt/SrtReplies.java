package org.mediaproxy.srt;

import org.mediaproxy.core.session.Cause;
import org.mediaproxy.srt.packet.Rejection;

/** How a caller is told why it gets no connection. An origin's own rejection passes through and is not translated. */
final class SrtReplies {

    private SrtReplies() {}

    /** The reason on the wire for a session that ends before media flows. */
    static Rejection rejection(Cause cause) {
        return switch (cause) {
            case MALFORMED -> Rejection.ROGUE;
            case UNSUPPORTED -> Rejection.BAD_REQUEST;
            case NO_ORIGIN -> Rejection.NOT_FOUND;
            case TIMEOUT -> Rejection.TIMEOUT;
            case UNREACHABLE, REFUSED, RESET, CLOSED -> Rejection.GATEWAY;
            case LIMIT -> Rejection.OVERLOAD;
            case STATE_UNAVAILABLE, DRAINED, REBOUND -> Rejection.UNAVAILABLE;
            case BUG -> Rejection.INTERNAL;
        };
    }
}
