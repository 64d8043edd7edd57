package org.mediaproxy.http.hls;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.http.uri.SourceText;

/**
 * Variables of a playlist (RFC 8216bis §4.3, EXT-X-DEFINE). A reference is replaced by a value that this playlist gives
 * ({@code NAME}, {@code VALUE}); values from a parent playlist or from the playlist's URL ({@code IMPORT},
 * {@code QUERYPARAM}) are not known here, and such references stay as they are. What is not defined is no reference.
 */
final class PlaylistVariables {

    /** The longest value, in characters. */
    private static final int MAX_VALUE = 1024;

    /** How many characters all references of one playlist may add, so that a small playlist cannot make large work. */
    private static final int MAX_ADDED = 4 << 20;

    private static final Pattern REFERENCE = Pattern.compile("\\{\\$([A-Za-z0-9_-]{1,256})}");

    private final Map<String, @Nullable String> values = new HashMap<>();
    private int added;

    void define(byte[] in, int from, int to) {
        AttributeList attributes = new AttributeList(in, from, to);
        String name = null;
        String value = null;
        while (attributes.next()) {
            if (attributes.isQuoted("NAME")) {
                name = attributes.text();
            } else if (attributes.isQuoted("VALUE")) {
                value = known(attributes.text());
            } else if (attributes.isQuoted("IMPORT") || attributes.isQuoted("QUERYPARAM")) {
                values.putIfAbsent(attributes.text(), null);
            }
        }
        if (name != null) {
            values.putIfAbsent(name, value);
        }
    }

    /** A value with the variables before it replaced (a quoted string may refer to them); null if that is not possible. */
    private @Nullable String known(String value) {
        StringBuilder out = new StringBuilder();
        Matcher reference = REFERENCE.matcher(value);
        while (reference.find()) {
            String name = reference.group(1);
            String inner = values.containsKey(name) ? values.get(name) : reference.group();
            if (inner == null || out.length() > MAX_VALUE) {
                return null;
            }
            reference.appendReplacement(out, Matcher.quoteReplacement(inner));
        }
        reference.appendTail(out);
        return out.length() > MAX_VALUE ? null : out.toString();
    }

    /**
     * Reads a URI.
     *
     * @return empty if nobody can say here where it leads, or where its query starts
     */
    Optional<SourceText> read(byte[] in, int from, int to) {
        SourceText plain = SourceText.ofBytes(in, from, to);
        if (values.isEmpty() || !plain.text().contains("{$")) {
            return Optional.of(plain);
        }
        return expand(plain.text(), from);
    }

    private Optional<SourceText> expand(String uri, int start) {
        SourceText.Builder out = new SourceText.Builder();
        Matcher reference = REFERENCE.matcher(uri);
        int at = 0;
        boolean query = false;
        while (reference.find()) {
            boolean defined = values.containsKey(reference.group(1));
            String value = values.get(reference.group(1));
            if (!defined) {
                continue;
            }
            String before = uri.substring(at, reference.start());
            out.addBytes(before, start + at);
            query |= before.indexOf('?') >= 0;
            at = reference.end();
            boolean decides = out.length() == 0 || (!query && at == uri.length());
            added += value == null ? 0 : value.length();
            if ((value == null && decides) || added > MAX_ADDED) {
                return Optional.empty();
            }
            out.add(value == null ? reference.group() : value, start + reference.start(), start + at);
            query |= value != null && value.indexOf('?') >= 0;
        }
        return Optional.of(out.addBytes(uri.substring(at), start + at).build());
    }
}
