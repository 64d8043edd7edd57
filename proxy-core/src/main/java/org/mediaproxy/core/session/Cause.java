package org.mediaproxy.core.session;

import java.util.Locale;

/** Why a session ended. */
public enum Cause {
    /** A side ended the connection in order. */
    CLOSED,
    /** A side's connection broke. */
    RESET,
    /** A side was silent for too long. */
    TIMEOUT,
    /** Input that breaks the protocol or a limit of the parser. */
    MALFORMED,
    /** A request that is well-formed but that cannot be served, such as one that names no stream. */
    UNSUPPORTED,
    /** A side said no in the words of its protocol. */
    REFUSED,
    /** No origin could be connected. */
    UNREACHABLE,
    /** No live origin serves the protocol. */
    NO_ORIGIN,
    /** Too many connections or sessions. */
    LIMIT,
    /** The shared state gave no answer. */
    STATE_UNAVAILABLE,
    /** The stream moved to another origin, where an older publisher lives. */
    REBOUND,
    /** An operator or the proxy's own stop ended it. */
    DRAINED,
    /** A bug of the proxy; its stack is in the log. */
    BUG;

    /** The word in metric labels and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an operator need not look: what happens all day. */
    public boolean isInOrder() {
        return this == CLOSED || this == DRAINED;
    }
}
