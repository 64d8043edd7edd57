package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.mediaproxy.core.session.Cause;

/** A request that goes to no origin; says why to the client. Has no stack: it is an answer, not a bug. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient HttpResponseStatus status;
    private final Cause reason;

    BadRequestException(HttpResponseStatus status, Cause reason, String message) {
        super(message, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    HttpResponseStatus status() {
        return status;
    }

    Cause reason() {
        return reason;
    }
}
