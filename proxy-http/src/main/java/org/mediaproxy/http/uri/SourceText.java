package org.mediaproxy.http.uri;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A text as its reader understands it, and where every character of it stands in the document. Immutable; any thread.
 *
 * <p>The two differ where a document escapes a character, as XML does with an ampersand, or names a text that stands
 * elsewhere ({@code {$host}}). Writing the whole text anew would change such spellings, so {@link #edit} looks for the one
 * piece that differs and replaces the bytes of that piece alone. What the document spells as one unit is replaced as one.
 */
public final class SourceText {

    private final String text;
    private final int start;
    /** Where the unit of each character starts and ends; null if every byte is a character. */
    private final int @Nullable [] starts;

    private final int @Nullable [] ends;

    private SourceText(String text, int start, int @Nullable [] starts, int @Nullable [] ends) {
        this.text = text;
        this.start = start;
        this.starts = starts;
        this.ends = ends;
    }

    /** A text of one character a byte (ISO 8859-1), whatever the bytes are. */
    public static SourceText ofBytes(byte[] document, int from, int to) {
        return new SourceText(new String(document, from, to - from, StandardCharsets.ISO_8859_1), from, null, null);
    }

    /** The text. */
    public String text() {
        return text;
    }

    /**
     * Writes a changed text into the document.
     *
     * @param changed what the text shall be
     * @param encode gives the bytes of a piece of it, in the document's spelling
     */
    public void edit(String changed, Splices document, Function<String, byte[]> encode) {
        if (changed.equals(text) || text.isEmpty()) {
            return;
        }
        int shorter = Math.min(text.length(), changed.length());
        int head = 0;
        while (head < shorter && text.charAt(head) == changed.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && text.charAt(text.length() - 1 - tail) == changed.charAt(changed.length() - 1 - tail)) {
            tail++;
        }
        while (insideUnit(head)) {
            head--;
        }
        while (insideUnit(text.length() - tail)) {
            tail--;
        }
        int end = text.length() - tail;
        byte[] by = encode.apply(changed.substring(head, changed.length() - tail));
        if (head < end) {
            document.replace(startOf(head), endOf(end - 1), by);
        } else {
            int at = head == 0 ? startOf(0) : endOf(head - 1);
            document.replace(at, at, by);
        }
    }

    private boolean insideUnit(int at) {
        return at > 0 && at < text.length() && startOf(at - 1) == startOf(at);
    }

    private int startOf(int character) {
        return starts == null ? start + character : starts[character];
    }

    private int endOf(int character) {
        return ends == null ? start + character + 1 : ends[character];
    }

    /** Puts a text together, unit by unit in the order of the document. One thread at a time. */
    public static final class Builder {

        private final StringBuilder text = new StringBuilder();
        private int[] starts = new int[64];
        private int[] ends = new int[64];

        /**
         * Adds what one unit stands for.
         *
         * @param value one character or many; none changes nothing
         * @param start where the unit starts in the document
         * @param end where it ends, behind {@code start}
         */
        public Builder add(CharSequence value, int start, int end) {
            int length = text.length() + value.length();
            if (length > starts.length) {
                starts = Arrays.copyOf(starts, Math.max(length, 2 * starts.length));
                ends = Arrays.copyOf(ends, starts.length);
            }
            Arrays.fill(starts, text.length(), length, start);
            Arrays.fill(ends, text.length(), length, end);
            text.append(value);
            return this;
        }

        /**
         * Adds characters of which each is one byte of the document.
         *
         * @param start where the first one stands
         */
        public Builder addBytes(CharSequence value, int start) {
            int from = text.length();
            add(value, start, start + 1);
            for (int i = from; i < text.length(); i++) {
                starts[i] = start + i - from;
                ends[i] = starts[i] + 1;
            }
            return this;
        }

        /** How many characters there are so far. */
        public int length() {
            return text.length();
        }

        /** The text. */
        public SourceText build() {
            return piece(0, text.length());
        }

        /** The text without the white space at its ends. */
        public SourceText strip() {
            int from = 0;
            int to = text.length();
            while (from < to && isSpace(text.charAt(from))) {
                from++;
            }
            while (to > from && isSpace(text.charAt(to - 1))) {
                to--;
            }
            return piece(from, to);
        }

        private SourceText piece(int from, int to) {
            return new SourceText(
                    text.substring(from, to),
                    0,
                    Arrays.copyOfRange(starts, from, to),
                    Arrays.copyOfRange(ends, from, to));
        }

        private static boolean isSpace(char c) {
            return c == ' ' || c == '\t' || c == '\r' || c == '\n';
        }
    }
}
