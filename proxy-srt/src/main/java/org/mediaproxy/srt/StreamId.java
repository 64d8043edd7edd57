package org.mediaproxy.srt;

import java.util.Locale;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.srt.packet.Rejection;

/**
 * A stream id taken apart. The forms are those of COMPATIBILITY: libsrt's access control ({@code
 * #!::r=app/stream,m=publish,h=vhost}) with or without its {@code #}, which URLs lose; the older one of SRS, which has
 * everything in {@code h}; and a plain path. What else stands in it is the origin's business.
 *
 * @param vhost from {@code h} or {@code vhost}; may be empty
 * @param resource app and stream, with or without a query
 * @param role publish, or play where nothing is said
 */
record StreamId(String vhost, String resource, StreamRole role) {

    private static final String PREFIX = "!::";

    /** The start of access control's nested form, which no known encoder writes. */
    private static final String NESTED = "!:{";

    /** What a caller without a stream id plays. */
    private static final StreamId DEFAULT = new StreamId("", "live/livestream", StreamRole.PLAY);

    /**
     * Takes apart what a caller sent.
     *
     * @throws SrtRejectedException where it names no stream, or an unknown mode
     */
    static StreamId parse(String text) {
        if (text.isBlank()) {
            return DEFAULT;
        }
        String plain = text.startsWith("#!:") ? text.substring(1) : text;
        if (plain.startsWith(NESTED)) {
            throw new SrtRejectedException(Rejection.BAD_REQUEST, "nested stream id");
        }
        return plain.startsWith(PREFIX)
                ? ofPairs(plain.substring(PREFIX.length()))
                : new StreamId("", text, StreamRole.PLAY);
    }

    /** Keys and values; of two equal keys the last one counts, as in SRS. */
    private static StreamId ofPairs(String pairs) {
        String host = "";
        String resource = "";
        String vhost = "";
        StreamRole role = StreamRole.PLAY;
        for (String pair : pairs.split(",", -1)) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
            switch (equals < 0 ? "" : pair.substring(0, equals).strip()) {
                case "h" -> host = value;
                case "r" -> resource = value;
                case "m" -> role = role(value);
                case "vhost" -> vhost = value;
                default -> {} // tokens, user names: the origin's
            }
        }
        StreamId old = ofHost(host);
        String named = old.vhost.isEmpty() ? vhost : old.vhost;
        String path = resource.isEmpty() ? old.resource : resource;
        if (path.isEmpty()) {
            throw new SrtRejectedException(Rejection.BAD_REQUEST, "stream id without a resource");
        }
        return new StreamId(named, path, role);
    }

    /** {@code vhost}, or in the old way {@code app/stream} or {@code vhost/app/stream}, either with a query. */
    private static StreamId ofHost(String text) {
        int first = text.indexOf('/');
        int query = text.indexOf('?');
        if (first < 0 || (query >= 0 && query < first)) {
            return new StreamId(text, "", StreamRole.PLAY);
        }
        int last = text.lastIndexOf('/', query < 0 ? text.length() : query);
        return first == last
                ? new StreamId("", text, StreamRole.PLAY)
                : new StreamId(text.substring(0, first), text.substring(first + 1), StreamRole.PLAY);
    }

    private static StreamRole role(String mode) {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "publish" -> StreamRole.PUBLISH;
            case "request" -> StreamRole.PLAY;
            default -> throw new SrtRejectedException(Rejection.BAD_MODE, "mode '" + mode + "'");
        };
    }

    /**
     * The stream's key.
     *
     * @throws SrtRejectedException where there is none
     */
    StreamUrl stream(StreamUrlResolver streams) {
        return streams.resolve("", vhost, resource)
                .orElseThrow(() -> new SrtRejectedException(Rejection.BAD_REQUEST, "no stream in '" + resource + "'"));
    }
}
