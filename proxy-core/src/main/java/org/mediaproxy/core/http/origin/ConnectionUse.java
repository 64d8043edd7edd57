package org.mediaproxy.core.http.origin;

/**
 * Which connection a request goes over. An origin may be closing a kept one just then, and of a request with effects nobody
 * could tell whether it was taken.
 */
public enum ConnectionUse {
    /** A kept one; sent once more over a new one where the method has no effects. */
    BY_METHOD,
    /** A kept one; sent once more whatever the method: the caller knows that a second one does no harm. */
    REPEATABLE,
    /** A new one. */
    ANEW
}
