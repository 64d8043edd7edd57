package org.mediaproxy.rtsp;

import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;

/** What the proxy itself answers (RFC 2326 §7.1.1, §11). */
enum RtspStatus {
    OK(200, "OK"),
    BAD_REQUEST(400, "Bad Request"),
    NOT_FOUND(404, "Not Found"),
    REQUEST_TIMEOUT(408, "Request Time-out"),
    NOT_ENOUGH_BANDWIDTH(453, "Not Enough Bandwidth"),
    NOT_VALID_IN_THIS_STATE(455, "Method Not Valid in This State"),
    UNSUPPORTED_TRANSPORT(461, "Unsupported Transport"),
    INTERNAL(500, "Internal Server Error"),
    BAD_GATEWAY(502, "Bad Gateway"),
    UNAVAILABLE(503, "Service Unavailable"),
    GATEWAY_TIMEOUT(504, "Gateway Timeout");

    private final int code;
    private final String reason;

    RtspStatus(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** What the start line says behind the version. */
    String text() {
        return code + " " + reason;
    }

    /** How a client is told why its session ends. */
    static RtspStatus of(Side side, Cause cause) {
        return switch (cause) {
            case MALFORMED -> side == Side.CLIENT ? BAD_REQUEST : BAD_GATEWAY;
            case UNSUPPORTED -> NOT_FOUND;
            case TIMEOUT -> side == Side.CLIENT ? REQUEST_TIMEOUT : GATEWAY_TIMEOUT;
            case NO_ORIGIN, LIMIT, STATE_UNAVAILABLE, DRAINED, REBOUND -> UNAVAILABLE;
            case UNREACHABLE, REFUSED, RESET, CLOSED -> BAD_GATEWAY;
            case BUG -> INTERNAL;
        };
    }
}
