package org.mediaproxy.http.hls;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the attributes of a tag (RFC 8216 §4.2): {@code NAME=value,NAME="quoted, value"}. Tolerates white space around
 * names and commas, as players do. A list that breaks off inside a quoted value ends before it.
 */
final class AttributeList {

    private final byte[] in;
    private final int end;
    private int at;
    private int nameFrom;
    private int nameTo;
    private int from;
    private int to;
    private boolean quoted;

    AttributeList(byte[] in, int from, int end) {
        this.in = in;
        this.at = from;
        this.end = end;
    }

    /** Steps to the next attribute; false at the end of the list. */
    boolean next() {
        while (true) {
            nameFrom = skipSpace(at);
            nameTo = nameFrom;
            while (nameTo < end && in[nameTo] != '=' && in[nameTo] != ',') {
                nameTo++;
            }
            at = nameTo + 1;
            if (nameTo >= end) {
                return false;
            }
            if (in[nameTo] == '=') {
                return value();
            }
        }
    }

    private boolean value() {
        from = skipSpace(at);
        quoted = from < end && in[from] == '"';
        if (!quoted) {
            to = find(from, ',');
            at = to + 1;
            return true;
        }
        from++;
        to = find(from, '"');
        at = find(Math.min(end, to + 1), ',') + 1;
        return to < end;
    }

    private int skipSpace(int start) {
        int i = start;
        while (i < end && (in[i] == ' ' || in[i] == '\t')) {
            i++;
        }
        return i;
    }

    private int find(int start, char wanted) {
        int i = start;
        while (i < end && in[i] != wanted) {
            i++;
        }
        return i;
    }

    /** Whether the attribute has this name (ASCII) and a quoted value. */
    boolean isQuoted(String name) {
        int length = nameTo - nameFrom;
        while (length > 0 && in[nameFrom + length - 1] <= ' ' && in[nameFrom + length - 1] >= 0) {
            length--;
        }
        if (!quoted || length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in[nameFrom + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where the value starts, behind its quote. */
    int from() {
        return from;
    }

    /** Where the value ends, before its quote. */
    int to() {
        return to;
    }

    /** The value, one character a byte. */
    String text() {
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
