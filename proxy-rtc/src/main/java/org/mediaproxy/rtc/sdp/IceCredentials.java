package org.mediaproxy.rtc.sdp;

/**
 * What one side of an ICE session is known by and proves itself with (RFC 8839 §5.4).
 *
 * @param ufrag 1 to 256 visible ASCII characters without a colon, which divides two ufrags in a STUN USERNAME
 * @param pwd 1 to 256 visible ASCII characters; secret
 */
public record IceCredentials(String ufrag, String pwd) {

    private static final int MAX = 256;

    public IceCredentials {
        if (!isVisible(ufrag) || ufrag.indexOf(':') >= 0) {
            throw new SdpFormatException("an ice-ufrag that is none");
        }
        if (!isVisible(pwd)) {
            throw new SdpFormatException("an ice-pwd that is none");
        }
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + "]";
    }
}
