package org.mediaproxy.core.http.origin;

/** What fails the stage of a whole reply. Has no stack: it is an outcome, not a bug. */
public final class OriginClientException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final OriginFailure reason;

    OriginClientException(OriginFailure reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public OriginFailure reason() {
        return reason;
    }
}
