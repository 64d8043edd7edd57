package org.mediaproxy.core.stream;

import java.util.Locale;

/** What a client wants with a stream. */
public enum StreamRole {
    /** The client sends media. */
    PUBLISH,
    /** The client receives media. */
    PLAY;

    /** The word in logs, metric labels and JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
