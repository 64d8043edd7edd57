package org.mediaproxy.rtc.sdp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the tests of this package share: texts as bytes, and the candidates of a proxy. */
final class Sdp {

    static final ProxyCandidate UDP = new ProxyCandidate(false, "198.51.100.7", 18_000);
    static final ProxyCandidate TCP = new ProxyCandidate(true, "198.51.100.7", 18_000);
    static final ProxyCandidate UDP6 = new ProxyCandidate(false, "2001:db8::7", 18_001);

    static final String UDP_LINE = "a=candidate:1 1 udp 2130706431 198.51.100.7 18000 typ host";
    static final String TCP_LINE = "a=candidate:2 1 tcp 1520434943 198.51.100.7 18000 typ host tcptype passive";
    static final String UDP6_LINE = "a=candidate:3 1 udp 2130705919 2001:db8::7 18001 typ host";

    private Sdp() {}

    /** Lines with CRLF, as they are on the wire. */
    static byte[] bytes(String lines) {
        return raw(lines.replace("\n", "\r\n"));
    }

    static byte[] raw(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** An answer rewritten for a proxy with these candidates, with LF. */
    static String answer(String lines, ProxyCandidate... candidates) {
        return text(SdpAnswer.rewrite(bytes(lines), List.of(candidates)).bytes())
                .replace("\r\n", "\n");
    }

    /** An offer without its candidates, with LF. */
    static String offer(String lines) {
        return text(SdpOffer.read(bytes(lines)).bytes()).replace("\r\n", "\n");
    }
}
