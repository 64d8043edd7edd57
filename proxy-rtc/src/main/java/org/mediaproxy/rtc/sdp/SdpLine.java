package org.mediaproxy.rtc.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line, one character a byte.
 *
 * @param text without its end
 * @param end CRLF, LF, CR, or nothing at the end of the text
 */
record SdpLine(String text, String end) {

    boolean is(char type) {
        return text.length() >= 2 && text.charAt(0) == type && text.charAt(1) == '=';
    }

    /** What stands behind the type. */
    String value() {
        return text.substring(2);
    }

    /** The value of an attribute, empty if it has none; null if this line is something else. */
    @Nullable
    String attribute(String name) {
        if (!is('a') || !text.startsWith(name, 2)) {
            return null;
        }
        int end = 2 + name.length();
        if (end == text.length()) {
            return "";
        }
        return text.charAt(end) == ':' ? text.substring(end + 1).strip() : null;
    }

    /** Whether it names a candidate. In any case, lest a lenient reader finds one that we left. */
    boolean isCandidate() {
        return is('a') && text.toLowerCase(Locale.ROOT).startsWith("candidate:", 2);
    }

    boolean isEndOfCandidates() {
        return attribute("end-of-candidates") != null;
    }

    SdpLine with(String newText) {
        return new SdpLine(newText, end);
    }
}
