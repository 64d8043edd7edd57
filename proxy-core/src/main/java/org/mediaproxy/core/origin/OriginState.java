package org.mediaproxy.core.origin;

import java.util.Locale;

/** How one proxy sees a live origin. */
public enum OriginState {
    /** Nothing speaks against it. */
    UP,
    /** A connect or a handshake failed a moment ago: new streams avoid it while there are others. */
    SUSPECT,
    /** The probe reaches none of its ports: streams that nobody publishes leave it too. */
    DOWN,
    /** An operator wants no new streams on it; all proxies know. */
    DRAINING;

    /** The word in the System API. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
