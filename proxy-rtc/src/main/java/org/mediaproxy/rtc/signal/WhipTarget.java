package org.mediaproxy.rtc.signal;

import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;

/**
 * What a WHIP or WHEP request is for. Two spellings: those of SRS, {@code /rtc/v1/whip/?app=&stream=} with {@code whip-play} and
 * {@code whep} beside, where app and stream are {@code live} and {@code livestream} if they are not named; and a path that ends
 * with the protocol, {@code /app/stream/whip}.
 *
 * @param stream the stream
 * @param role publishing by WHIP, playing by WHEP
 */
public record WhipTarget(StreamUrl stream, StreamRole role) {

    /** The path before which SRS's spellings stand. */
    public static final String SRS_PREFIX = "/rtc/v1/";

    private static final String DEFAULT_STREAM = "livestream";

    private static final List<String> PUBLISH = List.of("whip");
    private static final List<String> PLAY = List.of("whep", "whip-play");

    /**
     * Reads a request target.
     *
     * @param host the Host header; may be empty
     * @param target path and query as sent, still escaped
     * @return empty if it is no target of WHIP or WHEP, or names no stream that can be
     */
    public static Optional<WhipTarget> of(StreamUrlResolver streams, String host, String target) {
        int mark = target.indexOf('?');
        String path = withoutSlash(mark < 0 ? target : target.substring(0, mark));
        String query = mark < 0 ? "" : target.substring(mark);
        String last = path.substring(path.lastIndexOf('/') + 1);
        StreamRole role = PUBLISH.contains(last) ? StreamRole.PUBLISH : StreamRole.PLAY;
        if (role == StreamRole.PLAY && !PLAY.contains(last)) {
            return Optional.empty();
        }
        Optional<StreamUrl> stream;
        if (path.equals(SRS_PREFIX + last)) {
            // Still escaped, as the resolver expects; it looks for the vhost in the query.
            String app = parameter(query, "app", StreamUrlResolver.DEFAULT_APP);
            stream = streams.resolve(host, "", app, parameter(query, "stream", DEFAULT_STREAM) + query);
        } else {
            stream = streams.resolve(host, "", path.substring(0, path.length() - last.length()) + query);
        }
        return stream.map(url -> new WhipTarget(url, role));
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String parameter(String query, String name, String otherwise) {
        for (String pair : query.substring(Math.min(1, query.length())).split("&", -1)) {
            if (pair.startsWith(name + "=") && pair.length() > name.length() + 1) {
                return pair.substring(name.length() + 1);
            }
        }
        return otherwise;
    }
}
