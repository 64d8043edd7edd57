package org.mediaproxy.rtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the session part, or of one media description (RFC 8866 §5).
 *
 * @param lines of a media description the first is its {@code m=}
 */
record SdpSection(List<SdpLine> lines) {

    private static final int PORT = 1;

    boolean isMedia() {
        return !lines.isEmpty() && lines.get(0).is('m');
    }

    boolean hasCandidates() {
        return lines.stream().anyMatch(SdpLine::isCandidate);
    }

    /** The first value of an attribute. */
    @Nullable
    String attribute(String name) {
        for (SdpLine line : lines) {
            String value = line.attribute(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The media identification (RFC 5888 §4); empty if there is none. */
    String mid() {
        String mid = attribute("mid");
        return mid == null ? "" : mid;
    }

    /** Port 0 refuses a media description (RFC 8866 §5.14), unless it waits to be bundled (RFC 9143 §6). */
    boolean isRefused() {
        return port().equals("0") && attribute("bundle-only") == null;
    }

    /** The port of a media description as it is written, which may be with a count behind a slash. */
    String port() {
        String[] fields = isMedia() ? lines.get(0).value().split(" ", -1) : new String[0];
        return fields.length > PORT ? fields[PORT] : "";
    }

    /** What new lines of this section end with: LF where it uses that, else what is prescribed. */
    String lineEnd() {
        return !lines.isEmpty() && lines.get(0).end().equals("\n") ? "\n" : "\r\n";
    }
}
