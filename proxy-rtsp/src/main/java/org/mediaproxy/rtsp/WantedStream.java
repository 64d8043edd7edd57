package org.mediaproxy.rtsp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.rtsp.message.RtspHead;

/**
 * What a request wants, once one says it.
 *
 * @param stream from its URL
 * @param role to publish where it announces, else to play
 */
record WantedStream(StreamUrl stream, StreamRole role) {

    /**
     * The part of a SETUP's URL that names a track, as the common servers write it ({@code a=control} of RFC 2326 §C.1.1):
     * {@code trackID=1}, {@code streamid=0}, {@code stream=0}, {@code track1}. It matters only to players that keep a
     * session description from before; all others name the whole stream first.
     */
    private static final Pattern TRACK = Pattern.compile("(?i)/(?:[a-z]*(?:track|stream)[a-z]*=[^/]*|track[0-9]+)/?$");

    /** Whether a request tells who wants what: OPTIONS does not say whether to publish or to play. */
    static boolean isToldBy(RtspHead request) {
        return switch (request.method()) {
            case "DESCRIBE", "ANNOUNCE", "SETUP" -> true;
            default -> false;
        };
    }

    /** Reads such a request; empty if its URL names no stream. */
    static Optional<WantedStream> of(RtspHead request, StreamUrlResolver streams) {
        if (request.uri().equals("*")) {
            return Optional.empty(); // the whole server
        }
        String uri = new String(request.uri().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        String url = request.method().equals("SETUP") ? TRACK.matcher(uri).replaceFirst("") : uri;
        StreamRole role = request.method().equals("ANNOUNCE") ? StreamRole.PUBLISH : StreamRole.PLAY;
        return streams.resolveUrl(url, "").map(stream -> new WantedStream(stream, role));
    }
}
