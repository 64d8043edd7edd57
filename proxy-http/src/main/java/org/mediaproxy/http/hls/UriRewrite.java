package org.mediaproxy.http.hls;

import org.mediaproxy.http.uri.UriKind;

/** Decides what becomes of one URI of a playlist. */
@FunctionalInterface
public interface UriRewrite {

    /**
     * Called for each URI in the order of the playlist, on the thread that rewrites it.
     *
     * @param uri never empty; one character a byte (ISO 8859-1), as it stands between the quotes or on its line, without
     *     white space at its ends; variables of {@code EXT-X-DEFINE} are replaced where their value is in this playlist
     * @param kind never {@link UriKind#BASE}
     * @return what stands there instead, of the same characters, without quotes and control characters; the same text leaves
     *     the bytes as they are
     */
    String rewrite(String uri, UriKind kind);
}
