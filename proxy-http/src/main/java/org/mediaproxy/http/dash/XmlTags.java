package org.mediaproxy.http.dash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where tags and attributes stand in the bytes of an XML document, which the JDK's parser does not tell. It knows only
 * how markup starts and ends (XML 1.0 §2.4 to §3.1), not what is well-formed: {@link MpdReader} lets a parser run beside it
 * and compares. Works on the bytes of any encoding that is a superset of ASCII.
 */
final class XmlTags {

    /** More than any MPD has on one element. */
    static final int MAX_ATTRIBUTES = 128;

    enum Kind {
        START,
        END,
        END_OF_DOCUMENT
    }

    /** One attribute: its name, and where its value stands between the quotes. */
    record Attribute(String name, int from, int to) {}

    private final byte[] in;
    private int at;
    private int textFrom;
    private int textTo;
    private boolean closesItself;
    private String name = "";
    private final List<Attribute> attributes = new ArrayList<>();

    XmlTags(byte[] in, int from) {
        this.in = in;
        this.at = from;
    }

    /** Steps to the next tag; a tag that closes itself counts as two. */
    Kind next() {
        textFrom = at;
        if (closesItself) {
            closesItself = false;
            textTo = at;
            return Kind.END;
        }
        while (true) {
            int open = find('<', at);
            if (open == in.length) {
                return Kind.END_OF_DOCUMENT;
            }
            if (starts("<!--", open)) {
                at = behind("-->", open + 4);
            } else if (starts("<![CDATA[", open)) {
                at = behind("]]>", open + 9);
            } else if (starts("<?", open)) {
                at = behind("?>", open + 2);
            } else if (starts("<!", open)) {
                throw new MpdFormatException("a document type");
            } else {
                textTo = open;
                return starts("</", open) ? end(open + 2) : start(open + 1);
            }
        }
    }

    private Kind end(int from) {
        int close = find('>', from);
        require(close < in.length);
        int to = close;
        while (to > from && isSpace(in[to - 1])) {
            to--;
        }
        name = text(from, to);
        at = close + 1;
        return Kind.END;
    }

    private Kind start(int from) {
        int to = wordEnd(from);
        name = text(from, to);
        attributes.clear();
        at = skipSpace(to);
        while (in[at] != '>' && in[at] != '/') {
            attribute();
        }
        closesItself = in[at] == '/';
        at += closesItself ? 1 : 0;
        require(at < in.length && in[at] == '>');
        at++;
        return Kind.START;
    }

    private void attribute() {
        if (attributes.size() == MAX_ATTRIBUTES) {
            throw new MpdFormatException("more than " + MAX_ATTRIBUTES + " attributes");
        }
        int nameEnd = wordEnd(at);
        int equals = skipSpace(nameEnd);
        require(nameEnd > at && in[equals] == '=');
        int quote = skipSpace(equals + 1);
        require(in[quote] == '"' || in[quote] == '\'');
        int close = find((char) in[quote], quote + 1);
        require(close < in.length);
        attributes.add(new Attribute(text(at, nameEnd), quote + 1, close));
        at = skipSpace(close + 1);
    }

    /** Where a name ends; inside the document. */
    private int wordEnd(int from) {
        int i = from;
        while (i < in.length && !isSpace(in[i]) && in[i] != '=' && in[i] != '/' && in[i] != '>' && in[i] != '<') {
            i++;
        }
        require(i < in.length);
        return i;
    }

    /** Where the next byte that is no white space stands; inside the document. */
    private int skipSpace(int from) {
        int i = from;
        while (i < in.length && isSpace(in[i])) {
            i++;
        }
        require(i < in.length);
        return i;
    }

    private int find(char wanted, int from) {
        int i = from;
        while (i < in.length && in[i] != wanted) {
            i++;
        }
        return i;
    }

    private int behind(String mark, int from) {
        for (int i = from; i <= in.length - mark.length(); i++) {
            if (starts(mark, i)) {
                return i + mark.length();
            }
        }
        throw new MpdFormatException("cut short");
    }

    private boolean starts(String mark, int from) {
        return starts(in, mark, from);
    }

    /** Whether a text of one character a byte stands at a place; false if the document ends before. */
    static boolean starts(byte[] in, String mark, int from) {
        if (from + mark.length() > in.length) {
            return false;
        }
        for (int i = 0; i < mark.length(); i++) {
            if ((in[from + i] & 0xFF) != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new MpdFormatException("a broken tag");
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private String text(int from, int to) {
        return new String(in, from, to - from, StandardCharsets.UTF_8);
    }

    /** The name of the tag; not changed by the end of a tag that closes itself. */
    String name() {
        return name;
    }

    /** The attributes of the start tag, in its order; valid until the next step. */
    List<Attribute> attributes() {
        return attributes;
    }

    /** Where what stands between this tag and the one before it starts. */
    int textFrom() {
        return textFrom;
    }

    /** Where that ends. */
    int textTo() {
        return textTo;
    }
}
