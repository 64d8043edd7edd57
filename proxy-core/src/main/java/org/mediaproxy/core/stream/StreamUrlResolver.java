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
 * a media extension at the end is dropped, the last segment is the stream and the rest is the app.
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
            int query = queryStart(piece);
            if (vhost.isEmpty() && query >= 0) {
                vhost = vhostIn(piece.substring(query));
            }
            addSegments(segments, query < 0 ? piece : piece.substring(0, query));
        }
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        String stream = withoutExtension(segments.remove(segments.size() - 1));
        String app = segments.isEmpty() ? DEFAULT_APP : String.join("/", segments);
        if (hasControls(app) || hasControls(stream) || hasControls(vhost) || vhost.indexOf('/') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StreamUrl(rule.vhost(vhost, host), app, stream));
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
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String[] all = new String[pieces.length + 1];
        all[0] = slash < 0 ? "" : rest.substring(slash);
        System.arraycopy(pieces, 0, all, 1, pieces.length);
        return resolve(authority.substring(authority.lastIndexOf('@') + 1), explicitVhost, all);
    }

    private static int queryStart(String piece) {
        int mark = piece.indexOf('?');
        int dots = piece.indexOf(DOTS_VHOST);
        if (mark < 0 || dots < 0) {
            return Math.max(mark, dots);
        }
        return Math.min(mark, dots);
    }

    private static String vhostIn(String query) {
        if (query.startsWith(DOTS_VHOST)) {
            return Percent.decode(upTo(query.substring(DOTS_VHOST.length()), "?&/"));
        }
        String domain = "";
        for (String pair : query.substring(1).split("[&?]", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : upTo(pair.substring(equals + 1), "/");
            if (name.equals("vhost") && !value.isEmpty()) {
                return Percent.decode(value);
            }
            if (name.equals("domain")) {
                domain = Percent.decode(value);
            }
        }
        return domain;
    }

    private static String upTo(String text, String ends) {
        for (int i = 0; i < text.length(); i++) {
            if (ends.indexOf(text.charAt(i)) >= 0) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    private static void addSegments(List<String> segments, String path) {
        for (String segment : Percent.decode(path).split("/", -1)) {
            if (!segment.isBlank() && !segment.equals("_definst_")) {
                segments.add(segment.trim());
            }
        }
    }

    private static String withoutExtension(String stream) {
        for (String extension : EXTENSIONS) {
            if (stream.length() > extension.length() && stream.endsWith(extension)) {
                return stream.substring(0, stream.length() - extension.length());
            }
        }
        return stream;
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
