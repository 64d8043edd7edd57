package org.mediaproxy.http.pages;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file (RFC 9110 §14.1.2).
 *
 * @param first offset of the first byte
 * @param length number of bytes; 0 only for the whole of an empty file
 */
record ByteRange(long first, long length) {

    /** A range that no byte of the file is in: 416. */
    static final ByteRange NONE = new ByteRange(0, -1);

    private static final Pattern ONE = Pattern.compile("(?i)\\s*bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*");

    /** The whole of a file. */
    static ByteRange whole(long size) {
        return new ByteRange(0, size);
    }

    /**
     * What a Range header asks for.
     *
     * @return nothing where the header is to be ignored: another unit, several ranges, or not understood
     */
    static Optional<ByteRange> parse(String field, long size) {
        Matcher match = ONE.matcher(field);
        if (!match.matches()) {
            return Optional.empty();
        }
        String first = match.group(1);
        String last = match.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(suffix(number(last), size));
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return Optional.empty();
        }
        return Optional.of(from >= size ? NONE : new ByteRange(from, Math.min(to, size - 1) - from + 1));
    }

    private static ByteRange suffix(long wanted, long size) {
        long length = Math.min(wanted, size);
        return length == 0 ? NONE : new ByteRange(size - length, length);
    }

    /** Digits, however many: what is beyond a long is beyond every file. */
    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
    }

    /** The Content-Range header. */
    String contentRange(long size) {
        return this.equals(NONE) ? "bytes */" + size : "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
