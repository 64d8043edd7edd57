package org.mediaproxy.http.dash;

/** An MPD whose URLs were rewritten. Immutable; any thread. */
public final class Mpd {

    private final byte[] bytes;
    private final boolean dynamic;

    Mpd(byte[] bytes, boolean dynamic) {
        this.bytes = bytes;
        this.dynamic = dynamic;
    }

    /**
     * Rewrites the URLs of an MPD. Every byte that is not part of one stays. Takes time in proportion to the size, which the
     * caller limits.
     *
     * <p>URLs are {@code media}, {@code initialization}, {@code index} and {@code bitstreamSwitching} of SegmentTemplate,
     * {@code media} and {@code index} of SegmentURL, {@code sourceURL} of Initialization, RepresentationIndex and
     * BitstreamSwitching, {@code initialization} of InitializationSet, {@code xlink:href}, and the text of BaseURL, Location,
     * PatchLocation and ImportedMPD (ISO/IEC 23009-1 §5.3.9, §5.5, §5.6). A BaseURL is a media URL where a Representation below it
     * has segments without a URL of their own.
     *
     * @param mpd not changed; UTF-8
     * @param url where the MPD was fetched: an absolute URL, or its path alone
     * @throws MpdFormatException if it is no MPD, not well-formed, not UTF-8, has a document type or goes beyond a limit
     */
    public static Mpd rewrite(byte[] mpd, String url, MpdUrlRewrite rewrite) {
        return new MpdReader(mpd).read(url, rewrite);
    }

    /** The MPD; the very array that was given if no URL was changed. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether the MPD may change: {@code type="dynamic"} (ISO/IEC 23009-1 §5.3.1.2). */
    public boolean isDynamic() {
        return dynamic;
    }
}
