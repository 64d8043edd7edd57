package org.mediaproxy.core.origin;

import java.util.Locale;

/** What an origin can serve; each has its list of endpoints in a registration. */
public enum OriginService {
    RTMP(false, "rtmps"),
    HTTP(false, "https"),
    API(false, "https"),
    SRT(true, ""),
    RTC(true, ""),
    RTSP(false, "rtsps");

    private static final String TLS = "tls";

    private final boolean udp;
    private final String tlsScheme;

    /** @param tlsScheme of its URLs where it speaks TLS; empty if it never does */
    OriginService(boolean udp, String tlsScheme) {
        this.udp = udp;
        this.tlsScheme = tlsScheme;
    }

    /** Whether the service can be had over TLS at all. */
    public boolean mayHaveTls() {
        return !tlsScheme.isEmpty();
    }

    /** Whether the scheme of an endpoint says that TLS is spoken there. */
    boolean isTls(String scheme) {
        return mayHaveTls() && (scheme.equals(TLS) || scheme.equals(tlsScheme));
    }

    /** The schemes with TLS as words of a message. */
    String tlsSchemes() {
        return mayHaveTls() ? ", " + TLS + ":// or " + tlsScheme + "://" : "";
    }

    /** Whether an endpoint without a scheme is UDP. */
    boolean isUdp() {
        return udp;
    }

    /** The field of the registration and the word in logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
