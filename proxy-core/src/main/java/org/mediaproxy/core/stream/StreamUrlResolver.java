package org.mediaproxy.core.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one function that turns what a client wrote into a {@link StreamUrl}, whatever the protocol. Immutable; any
 * thread.
 *
 * <p>All protocols spell a stream as a path with queries in odd places: RTMP puts them behind the app or behind the
 * stream name, HTTP at the end, SRT into fields of their own. So every caller hands over the host it knows, the path
 * in the pieces it has, and an explicit vhost where its protocol has a field for one. What follows is the same for
 * all: queries are cut off and searched for a vhost, escapes are decoded, empty segments and {@code _definst_} vanish,
 * media extensions at the end are dropped, the last segment is the stream and the rest is the app.
 */
public final class StreamUrlResolver {

    /** The app of a stream that names none. */
    public static final String DEFAULT_APP = "live";

    private static final List<String> EXTENSIONS = List.of(".flv", ".ts", ".m3u8", ".mpd");

    /** SRS's old way to name a vhost inside the app. */
    private static final String DOTS_VHOST = "...vhost...";

    private final VhostRule rule;

    public StreamUrlResolver(VhostRule rule) {
        this.rule = rule;
    }

    /**
     * Resolves a path of one or more pieces, each of which may have a query of its own.
     *
     * @param host the host the client named, with or without a port; may be empty
     * @param explicitVhost a vhost from a field of the protocol's own; may be empty
     * @param pieces app and stream, or a whole path
     * @return the stream, or empty if the path names none or breaks a limit
     */
    public Optional<StreamUrl> resolve(String host, String explicitVhost, String... pieces) {
        String vhost = explicitVhost;
        List<String> segments = new ArrayList<>();
        for (String piece : pieces) {
            String plain = withoutDots(piece);
            int query = plain.indexOf('?');
            addSegments(segments, query < 0 ? plain : plain.substring(0, query));
            String named = query < 0 ? "" : vhostIn(plain.substring(query + 1));
            addSegments(segments, fromSlash(named));
            if (vhost.isEmpty()) {
                vhost = Percent.decode(upToSlash(named));
            }
        }
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        String stream = withoutExtension(segments.remove(segments.size() - 1));
        String app = segments.isEmpty() ? DEFAULT_APP : String.join("/", segments);
        String decided = rule.vhost(vhost, host);
        if (hasControls(app) || hasControls(stream) || hasControls(decided)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StreamUrl(decided, app, stream));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Resolves an absolute URL such as RTMP's tcUrl and, where the protocol has them apart, more pieces behind it.
     *
     * @param url {@code scheme://host[:port]/path[?query]}
     */
    public Optional<StreamUrl> resolveUrl(String url, String explicitVhost, String... pieces) {
        int scheme = url.indexOf("://");
        boolean absolute = scheme >= 0 && firstOf(url, "/?") == scheme + 1;
        String rest = absolute ? url.substring(scheme + 3) : url;
        int end = firstOf(rest, "/?");
        String authority = rest.substring(0, end);
        String[] all = new String[pieces.length + 1];
        all[0] = rest.substring(end);
        System.arraycopy(pieces, 0, all, 1, pieces.length);
        return resolve(authority.substring(authority.lastIndexOf('@') + 1), explicitVhost, all);
    }

    /** Writes {@code app...vhost...V} as {@code app?vhost=V}, which is what it means. */
    private static String withoutDots(String piece) {
        int dots = piece.indexOf(DOTS_VHOST);
        int query = piece.indexOf('?');
        if (dots < 0 || (query >= 0 && query < dots)) {
            return piece;
        }
        return piece.substring(0, dots) + "?vhost=" + piece.substring(dots + DOTS_VHOST.length());
    }

    /** The value of vhost, else that of domain, with the path that some clients put behind it: {@code ?vhost=V/name}. */
    private static String vhostIn(String query) {
        String domain = "";
        for (String pair : query.split("[&?]", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (name.equals("vhost") && !value.isEmpty()) {
                return value;
            }
            if (name.equals("domain")) {
                domain = value;
            }
        }
        return domain;
    }

    private static String upToSlash(String text) {
        return text.substring(0, firstOf(text, "/"));
    }

    private static String fromSlash(String text) {
        return text.substring(firstOf(text, "/"));
    }

    /** Where the first of some characters is; the text's length if there is none. */
    private static int firstOf(String text, String wanted) {
        for (int i = 0; i < text.length(); i++) {
            if (wanted.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static void addSegments(List<String> segments, String path) {
        for (String segment : Percent.decode(path).split("/", -1)) {
            if (!segment.isBlank() && !segment.equals("_definst_")) {
                segments.add(segment.strip());
            }
        }
    }

    /** Drops every extension at the end, so that {@code a.ts} by RTMP and {@code a.ts.flv} by HTTP are one stream. */
    private static String withoutExtension(String stream) {
        int end = stream.length();
        for (int cut = end; cut > 0; cut = shorter(stream, end)) {
            end = cut;
        }
        return stream.substring(0, end).strip();
    }

    /** Where the text ends without one extension; 0 if it has none, or is nothing else. */
    private static int shorter(String stream, int end) {
        for (String extension : EXTENSIONS) {
            int start = end - extension.length();
            if (start > 0 && stream.startsWith(extension, start)) {
                return start;
            }
        }
        return 0;
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
