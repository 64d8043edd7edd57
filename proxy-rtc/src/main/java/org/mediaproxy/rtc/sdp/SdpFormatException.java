package org.mediaproxy.rtc.sdp;

/**
 * Bytes that are no SDP, or that go beyond a limit of ours. Has no stack trace and takes no suppressed exceptions: the peer is
 * at fault, not a line of code, and a flood of bad input must stay cheap.
 */
public final class SdpFormatException extends RuntimeException {

    /** @param reason what is wrong; nothing of the text itself */
    public SdpFormatException(String reason) {
        super(reason, null, false, false);
    }
}
