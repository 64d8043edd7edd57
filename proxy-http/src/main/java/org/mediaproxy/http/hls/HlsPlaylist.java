package org.mediaproxy.http.hls;

import java.util.List;

/** A playlist whose URIs were rewritten, and what a cache wants to know about it. Immutable; any thread. */
public final class HlsPlaylist {

    private final byte[] bytes;
    private final boolean master;
    private final boolean live;
    private final int targetDurationSeconds;
    private final List<String> segments;

    HlsPlaylist(byte[] bytes, boolean master, boolean live, int targetDurationSeconds, List<String> segments) {
        this.bytes = bytes;
        this.master = master;
        this.live = live;
        this.targetDurationSeconds = targetDurationSeconds;
        this.segments = List.copyOf(segments);
    }

    /**
     * Rewrites the URIs of a playlist. Every byte that is not part of one stays: line ends, byte order mark, comments, unknown
     * tags, spaces, invalid UTF-8. Takes time in proportion to the size, which the caller limits.
     *
     * <p>URIs are the lines that are neither blank nor start with a number sign, and the quoted {@code URI} attributes of
     * EXT-X-MAP, EXT-X-KEY, EXT-X-SESSION-KEY, EXT-X-MEDIA, EXT-X-PART, EXT-X-PRELOAD-HINT, EXT-X-RENDITION-REPORT,
     * EXT-X-I-FRAME-STREAM-INF and EXT-X-SESSION-DATA, and {@code SERVER-URI} of EXT-X-CONTENT-STEERING. A URI with a variable
     * whose value is elsewhere is passed over where that value decides where it leads, or where its query starts.
     *
     * @param playlist not changed
     * @throws HlsFormatException if it does not start with {@code #EXTM3U}; an UTF-8 byte order mark may stand before it
     */
    public static HlsPlaylist rewrite(byte[] playlist, UriRewrite rewrite) {
        return new PlaylistRewriter(playlist, rewrite).rewrite();
    }

    /** The playlist; the very array that was given if no URI was changed. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether it lists playlists (multivariant playlist, RFC 8216 §4.3.4) rather than segments. */
    public boolean isMaster() {
        return master;
    }

    /** Whether it lists segments and more may follow: it has no {@code EXT-X-ENDLIST} (RFC 8216 §4.3.3.4). */
    public boolean isLive() {
        return live;
    }

    /** The target duration in seconds, rounded up; 0 if there is none. */
    public int targetDurationSeconds() {
        return targetDurationSeconds;
    }

    /**
     * The URIs of segments, parts, preload hints and initialization sections, as they were handed to the {@link UriRewrite}:
     * before the change, each once, in the order of the playlist.
     */
    public List<String> segments() {
        return segments;
    }
}
