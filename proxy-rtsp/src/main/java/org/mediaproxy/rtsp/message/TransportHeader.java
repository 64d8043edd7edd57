package org.mediaproxy.rtsp.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The value of a Transport header: one alternative after the other, the best first (RFC 2326 §12.39). Immutable.
 *
 * @param alternatives at least one
 */
public record TransportHeader(List<TransportAlternative> alternatives) {

    private static final int MAX_ALTERNATIVES = 32;

    public TransportHeader {
        alternatives = List.copyOf(alternatives);
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("no transport");
        }
    }

    /**
     * Reads a value.
     *
     * @throws RtspFormatException where it names no transport, or too many
     */
    public static TransportHeader parse(String value) {
        List<TransportAlternative> alternatives = new ArrayList<>();
        for (String text : split(value, ',')) {
            if (!text.isBlank()) {
                alternatives.add(TransportAlternative.parse(text.strip()));
            }
        }
        if (alternatives.isEmpty() || alternatives.size() > MAX_ALTERNATIVES) {
            throw new RtspFormatException(alternatives.size() + " transports");
        }
        return new TransportHeader(alternatives);
    }

    /** The alternatives that fit; may be empty. */
    public List<TransportAlternative> only(Predicate<TransportAlternative> wanted) {
        return alternatives.stream().filter(wanted).toList();
    }

    /** The value as it is sent. */
    @Override
    public String toString() {
        return alternatives.stream().map(TransportAlternative::toString).collect(Collectors.joining(","));
    }

    /** The pieces between separators that stand outside of quotes. */
    static List<String> split(String text, char separator) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                pieces.add(text.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
