package org.mediaproxy.rtsp.message;

/**
 * Bytes that are not RTSP, or that go beyond a limit of ours. Has no stack trace: the peer is at fault, not a line of
 * code, and a flood of bad input must stay cheap.
 */
public final class RtspFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Thrown by every reader of this package, on the thread that feeds it.
     *
     * @param reason what was wrong, for the log; never holds bytes of the peer
     */
    public RtspFormatException(String reason) {
        super(reason, null, false, false);
    }
}
