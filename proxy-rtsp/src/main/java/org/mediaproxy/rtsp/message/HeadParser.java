package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a complete head apart (RFC 2326 §4 to §7). A line ends with CR LF or with LF; a CR alone ends nothing and is
 * refused, because two readers could disagree about it.
 */
final class HeadParser {

    private static final int MAX_FIELDS = 100;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST = Pattern.compile("(" + TOKEN + ") ([^\\x00-\\x20\\x7F]+) RTSP/[0-9]\\.[0-9]");
    private static final Pattern RESPONSE = Pattern.compile("RTSP/[0-9]\\.[0-9] ([0-9]{3})( .*)?", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile(TOKEN);

    private final String text;
    private final List<RtspField> fields = new ArrayList<>();
    private int position;

    private HeadParser(String text) {
        this.text = text;
    }

    /** Reads the head between the buffer's indexes, which stay where they are. */
    static RtspHead parse(ByteBuf bytes) {
        return new HeadParser(bytes.toString(StandardCharsets.ISO_8859_1)).head();
    }

    private RtspHead head() {
        String start = line();
        for (int at = position; position < text.length(); at = position) {
            String line = line();
            if (!line.isEmpty()) {
                add(line, at);
            }
        }
        Matcher request = REQUEST.matcher(start);
        if (request.matches()) {
            return new RtspHead(request.group(1), request.group(2), 0, fields, text.length());
        }
        Matcher response = RESPONSE.matcher(start);
        if (response.matches()) {
            return new RtspHead("", "", Integer.parseInt(response.group(1)), fields, text.length());
        }
        throw new RtspFormatException("no RTSP in the start line");
    }

    private String line() {
        int end = text.indexOf('\n', position);
        int next = end + 1;
        if (end > position && text.charAt(end - 1) == '\r') {
            end--;
        }
        String line = text.substring(position, end);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == '\u007F') {
                throw new RtspFormatException("a control character in the head");
            }
        }
        position = next;
        return line;
    }

    private void add(String line, int at) {
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            fold(line, at);
            return;
        }
        int colon = line.indexOf(':');
        String name = line.substring(0, Math.max(colon, 0));
        if (!NAME.matcher(name).matches()) {
            throw new RtspFormatException("a header line without a name");
        }
        if (fields.size() == MAX_FIELDS) {
            throw new RtspFormatException("more than " + MAX_FIELDS + " header lines");
        }
        int start = firstInk(line, colon + 1);
        int end = lastInk(line, start);
        fields.add(new RtspField(name, line.substring(start, end), at + start, at + end));
    }

    /** A line that continues the one before (RFC 2326 §4.2 by way of RFC 2068 §4.2). */
    private void fold(String line, int at) {
        if (fields.isEmpty()) {
            throw new RtspFormatException("a header begins with a continuation");
        }
        int start = firstInk(line, 0);
        int end = lastInk(line, start);
        if (start < end) {
            RtspField first = fields.remove(fields.size() - 1);
            String value = (first.value() + " " + line.substring(start, end)).strip();
            int from = first.value().isEmpty() ? at + start : first.start();
            fields.add(new RtspField(first.name(), value, from, at + end));
        }
    }

    private static int firstInk(String line, int from) {
        int i = from;
        while (i < line.length() && isBlank(line.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int lastInk(String line, int start) {
        int i = line.length();
        while (i > start && isBlank(line.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
