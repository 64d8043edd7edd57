package org.mediaproxy.core.origin;

import java.util.Locale;

/** What an origin can serve; each has its list of endpoints in a registration. */
public enum OriginService {
    RTMP(false),
    HTTP(false),
    API(false),
    SRT(true),
    RTC(true),
    RTSP(false);

    private final boolean udp;

    OriginService(boolean udp) {
        this.udp = udp;
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
