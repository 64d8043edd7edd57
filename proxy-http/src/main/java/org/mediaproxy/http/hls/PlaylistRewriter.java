package org.mediaproxy.http.hls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.mediaproxy.http.uri.Splices;
import org.mediaproxy.http.uri.UriKind;

/** One walk over the lines of one playlist (RFC 8216 §4.1). */
final class PlaylistRewriter {

    private static final byte[] MAGIC = "#EXTM3U".getBytes(StandardCharsets.US_ASCII);

    /** Longer than the name of any tag that matters here. */
    private static final int MAX_NAME = 40;

    private static final int MAX_SECONDS = 1_000_000;

    private final byte[] in;
    private final UriRewrite rewrite;
    private final Splices out;
    private final PlaylistVariables variables = new PlaylistVariables();
    private final Set<String> segments = new LinkedHashSet<>();
    private boolean variantNext;
    private boolean master;
    private boolean ended;
    private int targetDuration;

    PlaylistRewriter(byte[] in, UriRewrite rewrite) {
        this.in = in;
        this.rewrite = rewrite;
        this.out = new Splices(in);
    }

    HlsPlaylist rewrite() {
        int at = behindMagic();
        while (at < in.length) {
            int end = at;
            while (end < in.length && in[end] != '\n' && in[end] != '\r') {
                end++;
            }
            line(at, end);
            at = end + 1;
        }
        return new HlsPlaylist(out.result(), master, !master && !ended, targetDuration, new ArrayList<>(segments));
    }

    /** Where the line of the magic word ends. */
    private int behindMagic() {
        boolean mark = in.length >= 3 && in[0] == (byte) 0xEF && in[1] == (byte) 0xBB && in[2] == (byte) 0xBF;
        int start = mark ? 3 : 0;
        int end = start + MAGIC.length;
        boolean starts = in.length >= end && matches(start);
        if (!starts || (end < in.length && !isSpace(in[end]))) {
            throw new HlsFormatException("no #EXTM3U at the start");
        }
        while (end < in.length && in[end] != '\n' && in[end] != '\r') {
            end++;
        }
        return end;
    }

    private boolean matches(int start) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (in[start + i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private void line(int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isSpace(in[from])) {
            from++;
        }
        while (to > from && isSpace(in[to - 1])) {
            to--;
        }
        if (from == to) {
            return;
        }
        if (in[from] == '#') {
            tag(from, to);
            return;
        }
        uri(from, to, variantNext ? UriKind.PLAYLIST : UriKind.SEGMENT);
        variantNext = false;
    }

    private void tag(int from, int to) {
        int colon = from;
        int limit = Math.min(to, from + MAX_NAME);
        while (colon < limit && in[colon] != ':') {
            colon++;
        }
        int body = Math.min(to, colon + 1);
        String name = new String(in, from, colon - from, StandardCharsets.ISO_8859_1);
        switch (name) {
            case "#EXT-X-STREAM-INF" -> {
                master = true;
                variantNext = true;
            }
            case "#EXT-X-MEDIA", "#EXT-X-I-FRAME-STREAM-INF" -> master = true;
            case "#EXT-X-ENDLIST" -> ended = true;
            case "#EXT-X-TARGETDURATION" -> targetDuration = seconds(body, to);
            case "#EXT-X-DEFINE" -> variables.define(in, body, to);
            default -> {
                // Only the URI attributes below may matter.
            }
        }
        UriTag withUri = UriTag.of(name);
        if (withUri == null) {
            return;
        }
        AttributeList attributes = new AttributeList(in, body, to);
        while (attributes.next()) {
            if (attributes.isQuoted(withUri.attribute())) {
                uri(attributes.from(), attributes.to(), withUri.kind());
            }
        }
    }

    private void uri(int start, int end, UriKind kind) {
        int from = start;
        int to = end;
        while (from < to && isSpace(in[from])) {
            from++;
        }
        while (to > from && isSpace(in[to - 1])) {
            to--;
        }
        variables.read(in, from, to).filter(text -> !text.text().isEmpty()).ifPresent(text -> {
            if (kind == UriKind.SEGMENT) {
                segments.add(text.text());
            }
            text.edit(rewrite.rewrite(text.text(), kind), out, s -> s.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    /** A whole or broken number, rounded up; 0 if it is none. */
    private int seconds(int start, int to) {
        int from = start;
        while (from < to && isSpace(in[from])) {
            from++;
        }
        int value = 0;
        int at = from;
        while (at < to && in[at] >= '0' && in[at] <= '9') {
            value = Math.min(MAX_SECONDS, value * 10 + in[at++] - '0');
        }
        if (at + 1 < to && in[at] == '.') {
            for (int i = at + 1; i < to && in[i] >= '0' && in[i] <= '9'; i++) {
                if (in[i] != '0') {
                    return value + 1;
                }
            }
        }
        return value;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
