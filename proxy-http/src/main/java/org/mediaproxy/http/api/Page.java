package org.mediaproxy.http.api;

import org.mediaproxy.core.http.HttpCall;

/**
 * Which rows of a list are wanted: {@code ?start=&count=}, as SRS reads them.
 *
 * @param start rows before the first
 * @param count rows at most
 */
record Page(int start, int count) {

    /** The most rows of one reply; who asks for more gets so many. */
    static final int MAX_COUNT = 5_000;

    private static final int DEFAULT_COUNT = 10;
    private static final int MAX_START = 1_000_000_000;

    Page {
        if (start < 0 || start > MAX_START || count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("start " + start + ", count " + count);
        }
    }

    static Page of(HttpCall call) {
        int count = number(call.parameter("count").orElse(""));
        return new Page(
                Math.min(number(call.parameter("start").orElse("")), MAX_START),
                count == 0 ? DEFAULT_COUNT : Math.min(count, MAX_COUNT));
    }

    /** Rows up to the last of the page. */
    int end() {
        return start + count;
    }

    /** What C's atoi makes of a text, where negative numbers count as 0: the digits at its start. */
    private static int number(String text) {
        long value = 0;
        for (int i = 0; i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9'; i++) {
            value = Math.min(value * 10 + (text.charAt(i) - '0'), Integer.MAX_VALUE);
        }
        return (int) value;
    }
}
