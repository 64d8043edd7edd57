package org.mediaproxy.http.uri;

/** What a URI in a playlist or an MPD leads to. */
public enum UriKind {
    /** Another playlist, an MPD, or a part of one: what comes back has URIs of its own. */
    PLAYLIST,
    /** Media: a segment, a part of one, an initialization section, an index. */
    SEGMENT,
    /** A decryption key. */
    KEY,
    /** Anything else: session data, a steering manifest. */
    DATA,
    /**
     * What other URIs resolve against, and nobody fetches. Its query is lost on resolution (RFC 3986 §5.2.2); its scheme and
     * host are not.
     */
    BASE
}
