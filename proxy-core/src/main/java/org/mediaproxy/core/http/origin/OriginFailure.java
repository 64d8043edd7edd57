package org.mediaproxy.core.http.origin;

import java.util.Locale;

/** Why an origin gave no whole reply. */
public enum OriginFailure {
    /** No connection could be made. */
    UNREACHABLE,
    /** The connection ended before the reply did. */
    CLOSED,
    /** Nothing came for too long. */
    TIMEOUT,
    /** What came is no HTTP, or breaks a limit on heads. */
    MALFORMED,
    /** The body is larger than whoever asked wants to hold. */
    TOO_LARGE;

    /** The word in metric labels and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
