package org.mediaproxy.http.dash;

import java.nio.charset.StandardCharsets;
import org.mediaproxy.http.uri.SourceText;

/**
 * Reads a value as a parser does (XML 1.0 §2.11, §3.3.3, §4.1, §4.6): references and CDATA sections are replaced, line ends
 * and the white space of attributes normalised; and keeps the place of every character. Only for what a parser found
 * well-formed.
 */
final class XmlText {

    private final byte[] in;
    private final int to;
    private final boolean attribute;
    private final SourceText.Builder out = new SourceText.Builder();
    private int at;

    private XmlText(byte[] in, int from, int to, boolean attribute) {
        this.in = in;
        this.at = from;
        this.to = to;
        this.attribute = attribute;
    }

    /** An attribute's value, without white space at its ends. */
    static SourceText attribute(byte[] in, int from, int to) {
        return read(in, from, to, true);
    }

    /** What stands between the tags of an element without children, without white space at its ends. */
    static SourceText content(byte[] in, int from, int to) {
        return read(in, from, to, false);
    }

    private static SourceText read(byte[] in, int from, int to, boolean attribute) {
        // Nearly all values are plain, and there may be a hundred thousand of them.
        int start = from;
        int end = to;
        while (start < end && in[start] == ' ') {
            start++;
        }
        while (end > start && in[end - 1] == ' ') {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (in[i] < ' ' || in[i] == '&' || in[i] == '<') {
                return new XmlText(in, from, to, attribute).read();
            }
        }
        return SourceText.ofBytes(in, start, end);
    }

    /**
     * Whether content stands in a CDATA section, where nothing is escaped.
     *
     * @throws MpdFormatException if only a part of it does: nobody writes a URL so
     */
    static boolean isSection(byte[] in, int from, int to) {
        String content = new String(in, from, to - from, StandardCharsets.UTF_8).trim();
        int start = content.indexOf("<![CDATA[");
        if (start > 0 || (start == 0 && content.indexOf("]]>") != content.length() - 3)) {
            throw new MpdFormatException("a URL partly in a CDATA section");
        }
        return start == 0;
    }

    /** The bytes of a text, fit for attributes in any quotes, and for content outside of CDATA sections. */
    static byte[] escape(String text) {
        String escaped = text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
        return escaped.getBytes(StandardCharsets.UTF_8);
    }

    private SourceText read() {
        while (at < to) {
            if (in[at] == '&') {
                reference();
            } else if (in[at] == '<') {
                markup();
            } else {
                character(attribute);
            }
        }
        return out.strip();
    }

    private void markup() {
        if (XmlTags.starts(in, "<![CDATA[", at)) {
            at += 9;
            while (at < to && !XmlTags.starts(in, "]]>", at)) {
                character(false);
            }
            at += 3;
        } else {
            boolean comment = XmlTags.starts(in, "<!--", at);
            String mark = comment ? "-->" : "?>";
            at += comment ? 4 : 2;
            while (at < to && !XmlTags.starts(in, mark, at)) {
                at++;
            }
            at += mark.length();
        }
    }

    private void character(boolean spaces) {
        int length = length(in[at]);
        if (in[at] == '\r') {
            length = at + 1 < to && in[at + 1] == '\n' ? 2 : 1;
            out.add(spaces ? " " : "\n", at, at + length);
        } else if (spaces && (in[at] == '\n' || in[at] == '\t')) {
            out.add(" ", at, at + 1);
        } else {
            int end = Math.min(to, at + length);
            out.add(new String(in, at, end - at, StandardCharsets.UTF_8), at, end);
        }
        at += length;
    }

    /** How many bytes the character has that starts with this one. */
    private static int length(byte first) {
        if (first >= 0) {
            return 1;
        }
        int bits = first & 0xFF;
        return bits >= 0xF0 ? 4 : bits >= 0xE0 ? 3 : 2;
    }

    private void reference() {
        int end = at + 1;
        while (end < to && in[end] != ';') {
            end++;
        }
        String name = new String(in, at + 1, end - at - 1, StandardCharsets.US_ASCII);
        end = Math.min(to, end + 1);
        out.add(meaning(name), at, end);
        at = end;
    }

    private static String meaning(String name) {
        return switch (name) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            default -> number(name);
        };
    }

    private static String number(String name) {
        try {
            int code = name.startsWith("#x")
                    ? Integer.parseInt(name.substring(2), 16)
                    : Integer.parseInt(name.substring(1));
            return Character.toString(code);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MpdFormatException("an entity");
        }
    }
}
