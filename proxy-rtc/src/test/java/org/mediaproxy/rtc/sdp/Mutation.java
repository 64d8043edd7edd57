package org.mediaproxy.rtc.sdp;

import java.util.List;
import java.util.Random;

/** Damage to honest texts that repeats because its random is seeded. */
final class Mutation {

    /** What has a meaning in SDP, so that damage goes deeper than noise would. */
    private static final List<String> WORDS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\0",
            " ",
            ":",
            "=",
            "9",
            "0",
            "v=0\r\n",
            "m=audio 5000 RTP/AVP 0\r\n",
            "\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\n",
            "\r\nm=x\r\n",
            "\r\nm=\r\n",
            "\r\nc=IN IP4 203.0.113.77\r\n",
            "\r\nc=IN IP6 ::\r\n",
            "\r\nc=\r\n",
            "\r\na=rtcp:5001 IN IP4 203.0.113.77\r\n",
            "\r\na=rtcp:\r\n",
            "\r\na=rtcp\r\n",
            "\r\na=mid:0\r\n",
            "\r\na=mid:1\r\n",
            "\r\na=group:BUNDLE\r\n",
            "\r\na=group:BUNDLE 1 0 1\r\n",
            "\r\na=bundle-only\r\n",
            "\r\na=end-of-candidates\r\n",
            "\r\na=candidate:9 1 udp 5 203.0.113.77 5000 typ host\r\n",
            "\na=CANDIDATE:x\n",
            "\r\na=ice-ufrag:fuzz\r\n",
            "\r\na=ice-pwd:fuzzfuzzfuzzfuzzfuzzfuzz\r\n",
            "\u00e9");

    private Mutation() {}

    /** A copy with up to five changes. */
    static String of(String seed, Random random) {
        String text = seed;
        for (int i = random.nextInt(5); i >= 0 && text.length() > 2; i--) {
            text = change(text, random);
        }
        return text;
    }

    private static String change(String text, Random random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(40));
        return switch (random.nextInt(10)) {
            case 0 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.substring(end);
            case 2 -> text.substring(0, end) + text.substring(at);
            case 3 -> random.nextInt(8) == 0 ? text.substring(0, at) : text;
            case 4 -> text.substring(end) + text.substring(0, end);
            default -> text.substring(0, at) + WORDS.get(random.nextInt(WORDS.size())) + text.substring(at);
        };
    }
}
