package org.mediaproxy.core.tls;

import java.util.Locale;

/** The ports that speak TLS. Each may have certificates of its own; those that have none share one setting. */
public enum TlsPort {
    RTMPS,
    /** HTTP streams, beside {@code PROXY_HTTP_SERVER}. */
    HTTPS,
    /** WHIP, WHEP and the origins' API, beside {@code PROXY_HTTP_API}. */
    HTTPS_API,
    /** Beside {@code PROXY_SYSTEM_API}. */
    SYSTEM_API,
    RTSPS;

    /** The word in logs and in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
