package org.mediaproxy.http.dash;

/**
 * Bytes that are no MPD, or one that this proxy will not touch. Has no stack trace and takes no suppressed exceptions: the
 * origin is at fault, not a line of code, and a flood of bad input must stay cheap.
 */
public final class MpdFormatException extends RuntimeException {

    MpdFormatException(String reason) {
        super(reason, null, false, false);
    }
}
