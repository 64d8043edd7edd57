package org.mediaproxy.rtsp.message;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two ports or two channels: the first is for media, the second for RTCP (RFC 2326 §12.39).
 *
 * @param first 0 to 65535
 * @param last not before the first; the same where only one is named
 */
public record NumberRange(int first, int last) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
    static final int MAX = 65535;

    public NumberRange {
        if (first < 0 || last < first || last > MAX) {
            throw new IllegalArgumentException(first + "-" + last + " is no range");
        }
    }

    /** Reads {@code 8000-8001} or {@code 8000}; empty where it is neither. */
    public static Optional<NumberRange> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return last < first || last > MAX ? Optional.empty() : Optional.of(new NumberRange(first, last));
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
