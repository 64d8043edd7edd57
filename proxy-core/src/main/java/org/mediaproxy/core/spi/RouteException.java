package org.mediaproxy.core.spi;

import org.mediaproxy.core.session.Cause;

/** A session cannot be routed; carries the cause with which it ends. Has no stack: it is an answer, not a bug. */
public final class RouteException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Cause reason;

    public RouteException(Cause reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** The cause of the session's end. */
    public Cause reason() {
        return reason;
    }
}
