package org.mediaproxy.http.marker;

import java.util.Optional;
import java.util.StringJoiner;

/**
 * The marker's parameter in the query of a URI. Text in, text out: nothing is decoded, so that escapes, {@code {$name}} of
 * HLS and {@code $Number$} of DASH stay as they are.
 *
 * <p>{@link #set} puts it behind everything else and keeps even an empty query, so that {@link #remove} gives back exactly
 * what there was.
 */
final class MarkerParameter {

    static final String NAME = "spbhid";

    private MarkerParameter() {}

    /** Adds the parameter before the fragment, in the place of any other of its name; leaves a URI without path and query. */
    static String set(String uri, String value) {
        if (uri.isEmpty() || uri.charAt(0) == '#') {
            // Stands for the document it is in, whose query would be lost (RFC 3986 §5.2.2).
            return uri;
        }
        String plain = remove(uri);
        int hash = hash(plain);
        int mark = plain.indexOf('?');
        String link = mark >= 0 && mark < hash ? "&" : "?";
        return plain.substring(0, hash) + link + NAME + "=" + value + plain.substring(hash);
    }

    /** Takes every such parameter out, and the question mark if nothing is left behind it. */
    static String remove(String uri) {
        int hash = hash(uri);
        int mark = uri.indexOf('?');
        if (mark < 0 || mark > hash || !uri.contains(NAME)) {
            return uri;
        }
        String query = uri.substring(mark + 1, hash);
        StringJoiner kept = new StringJoiner("&", "?", "").setEmptyValue("");
        for (String pair : query.split("&", -1)) {
            if (!isMarker(pair)) {
                kept.add(pair);
            }
        }
        return uri.substring(0, mark) + kept + uri.substring(hash);
    }

    /** The value; the last one, which is ours, if there are several. */
    static Optional<String> valueIn(String uri) {
        int hash = hash(uri);
        int mark = uri.indexOf('?');
        if (mark < 0 || mark > hash || !uri.contains(NAME)) {
            return Optional.empty();
        }
        String value = null;
        for (String pair : uri.substring(mark + 1, hash).split("&", -1)) {
            if (isMarker(pair)) {
                value = pair.substring(Math.min(pair.length(), NAME.length() + 1));
            }
        }
        return Optional.ofNullable(value);
    }

    private static boolean isMarker(String pair) {
        return pair.startsWith(NAME) && (pair.length() == NAME.length() || pair.charAt(NAME.length()) == '=');
    }

    private static int hash(String uri) {
        int hash = uri.indexOf('#');
        return hash < 0 ? uri.length() : hash;
    }
}
