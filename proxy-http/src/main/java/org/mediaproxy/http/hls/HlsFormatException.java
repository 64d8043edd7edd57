package org.mediaproxy.http.hls;

/**
 * Bytes that are no playlist. Has no stack trace and takes no suppressed exceptions: the origin is at fault, not a line of
 * code, and a flood of bad input must stay cheap.
 */
public final class HlsFormatException extends RuntimeException {

    HlsFormatException(String reason) {
        super(reason, null, false, false);
    }
}
