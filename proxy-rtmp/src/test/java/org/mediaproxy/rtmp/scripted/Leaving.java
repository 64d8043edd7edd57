package org.mediaproxy.rtmp.scripted;

/** How a peer leaves. */
public enum Leaving {
    /** Both directions at once. */
    CLOSE,
    /** It says no more, but listens. */
    HALF_CLOSE,
    /** RST. */
    RESET
}
