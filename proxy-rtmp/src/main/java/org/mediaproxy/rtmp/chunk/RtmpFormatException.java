package org.mediaproxy.rtmp.chunk;

/**
 * Bytes that are not RTMP, or that go beyond a limit of ours. Has no stack trace and takes no suppressed exceptions: the
 * peer is at fault, not a line of code, and a flood of bad input must stay cheap.
 */
public final class RtmpFormatException extends RuntimeException {
    /**
     * Called by every decoder of this module, on the thread that feeds it.
     *
     * @param reason what was wrong, for the log; never holds bytes of the peer
     */
    public RtmpFormatException(String reason) {
        super(reason, null, false, false);
    }
}
