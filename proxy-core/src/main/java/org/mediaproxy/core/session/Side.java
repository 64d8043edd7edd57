package org.mediaproxy.core.session;

import java.util.Locale;

/** Who ended a session. */
public enum Side {
    CLIENT,
    ORIGIN,
    PROXY;

    /** The word in metric labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
