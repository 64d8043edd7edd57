package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;
import java.util.Set;

/** What a path is fetched for, by its extension. */
enum TargetKind {
    HLS,
    DASH,
    /** Fetched by players only because a playlist names it. */
    SEGMENT,
    /** Any other: a segment if its URL is marked. */
    OTHER;

    private static final Set<String> SEGMENTS = Set.of(
            "m4s", "m4a", "m4v", "mp4", "m4f", "cmfv", "cmfa", "cmft", "cmfm", "ec3", "ac3", "vtt", "webvtt", "ttml",
            "key", "dash", "init", "hdr", "sidx", "m2ts");

    static TargetKind of(QueryStringDecoder target) {
        String path = target.path();
        String name = path.substring(path.lastIndexOf('/') + 1);
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (name.indexOf('.') <= 0) {
            return OTHER;
        }
        return switch (extension) {
            case "m3u8", "m3u" -> HLS;
            case "mpd" -> DASH;
            default -> SEGMENTS.contains(extension) ? SEGMENT : OTHER;
        };
    }

    boolean isPlaylist() {
        return this == HLS || this == DASH;
    }
}
