package org.mediaproxy.core.spi;

/** What came of {@link StreamRouter#published}. */
public enum PublishReport {
    /** The stream is held for that publisher, and players are sent to its origin. */
    HELD,
    /** A proxy has a publisher of this stream on the same origin; most likely it is the same. */
    KNOWN,
    /** A proxy has a publisher of this stream on another live origin; players are sent there. */
    ELSEWHERE
}
