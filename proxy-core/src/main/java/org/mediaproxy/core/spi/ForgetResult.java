package org.mediaproxy.core.spi;

/** What came of {@link StreamRouter#forget}. */
public enum ForgetResult {
    /** The binding is gone; the next client decides anew. */
    FORGOTTEN,
    /** There was none. */
    UNBOUND,
    /** Somebody publishes the stream, so it stays where it is. */
    PUBLISHED
}
