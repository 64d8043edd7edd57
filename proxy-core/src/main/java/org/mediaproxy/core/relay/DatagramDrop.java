package org.mediaproxy.core.relay;

import java.util.Locale;

/** Why the relay threw a datagram away. Protocols count their own reasons under the same metric. */
public enum DatagramDrop {
    /** Without a byte: it can mean nothing to any protocol here. */
    EMPTY,
    /** From an address that is not the peer's, at a port of one session's own. */
    STRANGER,
    /** As long as the longest that is read whole, so it may have been cut. */
    TOO_LONG,
    /** More wait for the socket than it takes. */
    CONGESTED,
    /** More wait for the session's event loop, having come to another, than it takes. */
    HANDOVER,
    /** More wait for the process that drains, after it was taken over from, than it takes. */
    TAKEOVER,
    /** The session has ended. */
    ENDED,
    /** The kernel refused to send it. */
    UNSENT;

    /** The word in metric labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
