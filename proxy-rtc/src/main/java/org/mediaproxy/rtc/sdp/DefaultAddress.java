package org.mediaproxy.rtc.sdp;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address that one who knows nothing of candidates would send to: {@code c=}, the port of {@code m=}, {@code a=rtcp}
 * (RFC 8839 §4.2.1.2). It must be that of a candidate, or say that there is none yet: address 0.0.0.0 or ::, port 9.
 *
 * @param by what takes the place of a real address; null puts "none yet" there
 */
record DefaultAddress(@Nullable ProxyCandidate by) {

    /** The port that stands for no port (RFC 863, discard). */
    private static final String NO_PORT = "9";

    private static final List<String> NO_CONNECTION = List.of("IN IP4 0.0.0.0", "IN IP6 ::");

    /** The first candidate for UDP, which is what a default address is about. */
    static DefaultAddress of(List<ProxyCandidate> candidates) {
        return new DefaultAddress(
                candidates.stream().filter(c -> !c.tcp()).findFirst().orElse(null));
    }

    /** A line with its address replaced; the same line if it has none, or none that is real. */
    SdpLine in(SdpLine line) {
        if (line.is('c')) {
            return connection(line);
        }
        if (line.is('m')) {
            return media(line);
        }
        String rtcp = line.attribute("rtcp");
        return rtcp == null || rtcp.isEmpty() ? line : rtcp(line, rtcp);
    }

    private SdpLine connection(SdpLine line) {
        return isReal(line.value()) ? line.with("c=" + connectionLike(line.value())) : line;
    }

    /** The connection in place of one; where there is none, in the family of the old one. */
    private String connectionLike(String old) {
        if (by != null) {
            return by.connection();
        }
        return old.toUpperCase(Locale.ROOT).contains("IP6") ? "IN IP6 ::" : "IN IP4 0.0.0.0";
    }

    private SdpLine media(SdpLine line) {
        String[] fields = line.value().split(" ", -1);
        if (fields.length < 2 || fields[1].equals("0") || fields[1].equals(NO_PORT)) {
            return line;
        }
        fields[1] = port();
        return line.with("m=" + String.join(" ", fields));
    }

    /** {@code a=rtcp:port} with or without a connection (RFC 3605). */
    private SdpLine rtcp(SdpLine line, String value) {
        int space = value.indexOf(' ');
        String oldPort = space < 0 ? value : value.substring(0, space);
        String connection = space < 0 ? "" : value.substring(space + 1);
        boolean real = space >= 0 && isReal(connection);
        if (oldPort.equals(NO_PORT) && !real) {
            return line;
        }
        String newPort = oldPort.equals(NO_PORT) ? NO_PORT : port();
        String newConnection = real ? connectionLike(connection) : connection;
        return line.with("a=rtcp:" + newPort + (space < 0 ? "" : " " + newConnection));
    }

    private String port() {
        return by == null ? NO_PORT : String.valueOf(by.port());
    }

    /** Whatever does not say clearly that it leads nowhere. */
    private static boolean isReal(String connection) {
        return !NO_CONNECTION.contains(connection);
    }
}
