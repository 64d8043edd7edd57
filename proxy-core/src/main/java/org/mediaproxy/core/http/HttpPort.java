package org.mediaproxy.core.http;

import java.util.Locale;

/** The three HTTP ports of core. */
public enum HttpPort {
    /** HTTP-FLV and TS, HLS, DASH, static files. */
    STREAM,
    /** WHIP, WHEP and the aggregated API of the origins. */
    API,
    /** Registration, status, health. */
    SYSTEM;

    /** The word in logs and endpoint names. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
