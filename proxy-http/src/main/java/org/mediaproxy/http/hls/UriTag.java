package org.mediaproxy.http.hls;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.http.uri.UriKind;

/**
 * A tag that has a URI among its attributes (RFC 8216 §4.3, second edition §4.4). URIs of EXT-X-DATERANGE are not here: each
 * client defines its own, and they lead to advertisements elsewhere.
 *
 * @param attribute the name of the attribute
 */
record UriTag(UriKind kind, String attribute) {

    private static final Map<String, UriTag> TAGS = Map.ofEntries(
            entry("#EXT-X-MAP", new UriTag(UriKind.SEGMENT, "URI")),
            entry("#EXT-X-PART", new UriTag(UriKind.SEGMENT, "URI")),
            entry("#EXT-X-PRELOAD-HINT", new UriTag(UriKind.SEGMENT, "URI")),
            entry("#EXT-X-KEY", new UriTag(UriKind.KEY, "URI")),
            entry("#EXT-X-SESSION-KEY", new UriTag(UriKind.KEY, "URI")),
            entry("#EXT-X-MEDIA", new UriTag(UriKind.PLAYLIST, "URI")),
            entry("#EXT-X-I-FRAME-STREAM-INF", new UriTag(UriKind.PLAYLIST, "URI")),
            entry("#EXT-X-RENDITION-REPORT", new UriTag(UriKind.PLAYLIST, "URI")),
            entry("#EXT-X-SESSION-DATA", new UriTag(UriKind.DATA, "URI")),
            entry("#EXT-X-CONTENT-STEERING", new UriTag(UriKind.DATA, "SERVER-URI")));

    /** The tag of a name with its number sign; null if it has no URI. */
    static @Nullable UriTag of(String name) {
        return TAGS.get(name);
    }
}
