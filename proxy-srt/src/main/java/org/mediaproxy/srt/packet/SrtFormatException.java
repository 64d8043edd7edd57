package org.mediaproxy.srt.packet;

/**
 * A packet that is no SRT, or that goes beyond a limit of ours. Has no stack trace: the peer is at fault, not a line of
 * code, and a flood of bad input must stay cheap.
 */
public final class SrtFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Thrown by every reader of this package, on the thread that calls it.
     *
     * @param reason what was wrong, for the log; never holds bytes of the peer
     */
    public SrtFormatException(String reason) {
        super(reason, null, false, false);
    }
}
