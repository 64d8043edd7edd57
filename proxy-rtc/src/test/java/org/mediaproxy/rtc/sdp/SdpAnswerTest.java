package org.mediaproxy.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SdpAnswerTest {

    private static final String HEAD = "v=0\no=- 1 2 IN IP4 192.168.9.9\ns=-\nt=0 0\n";
    private static final String BUNDLE = HEAD + "a=group:BUNDLE 0 1\n";
    private static final String ICE = "a=ice-ufrag:abcd\na=ice-pwd:0123456789012345678901\n";
    private static final String AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\nc=IN IP4 0.0.0.0\n" + ICE + "a=mid:0\n";
    private static final String VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 106\nc=IN IP4 0.0.0.0\n" + ICE + "a=mid:1\n";

    @Test
    void everyCandidateIsReplacedByAllOfTheProxy() {
        String theirs = """
                a=candidate:0 1 udp 2130706431 10.0.0.5 8000 typ host generation 0
                a=candidate:1 1 tcp 2130706431 10.0.0.5 8000 typ host tcptype passive generation 0
                a=candidate:2 1 UDP 1 fd00::5 8000 typ srflx raddr 10.0.0.5 rport 9
                a=candidate:3 1 udp 7 6b8cf0b2-1f0a.local 5000 typ host
                """;
        String ours = Sdp.UDP_LINE + "\n" + Sdp.TCP_LINE + "\n" + Sdp.UDP6_LINE + "\n";
        assertThat(Sdp.answer(BUNDLE + AUDIO + theirs + "a=rtcp-mux\n" + VIDEO + theirs, Sdp.UDP, Sdp.TCP, Sdp.UDP6))
                .isEqualTo(BUNDLE + AUDIO + ours + "a=rtcp-mux\n" + VIDEO + ours);
    }

    @Test
    void candidatesThatAreScatteredBecomeOneList() {
        String one = "a=candidate:1 1 udp 1 10.0.0.5 8000 typ host\n";
        assertThat(Sdp.answer(BUNDLE + AUDIO + one + "a=rtcp-mux\n" + one + "a=x\n", Sdp.UDP))
                .isEqualTo(BUNDLE + AUDIO + Sdp.UDP_LINE + "\na=rtcp-mux\na=x\n");
    }

    @Test
    void mediaWithoutCandidatesGetThemUnlessABundleCarriesThem() {
        assertThat(Sdp.answer(BUNDLE + AUDIO + VIDEO, Sdp.UDP)).isEqualTo(BUNDLE + AUDIO + Sdp.UDP_LINE + "\n" + VIDEO);
        assertThat(Sdp.answer(HEAD + AUDIO + VIDEO, Sdp.UDP))
                .isEqualTo(HEAD + AUDIO + Sdp.UDP_LINE + "\n" + VIDEO + Sdp.UDP_LINE + "\n");
    }

    @Test
    void refusedMediaGetNone() {
        String refused = "m=video 0 UDP/TLS/RTP/SAVPF 106\nc=IN IP4 0.0.0.0\na=mid:1\n";
        assertThat(Sdp.answer(HEAD + AUDIO + refused + "a=candidate:1 1 udp 1 10.0.0.5 8000 typ host\n", Sdp.UDP))
                .isEqualTo(HEAD + AUDIO + Sdp.UDP_LINE + "\n" + refused);
    }

    @Test
    void theEndOfCandidatesStaysBehindThem() {
        String end = "a=end-of-candidates\n";
        String one = "a=candidate:1 1 udp 1 10.0.0.5 8000 typ host\n";
        String expected = HEAD + AUDIO + Sdp.UDP_LINE + "\n" + end + "a=x\n";
        assertThat(Sdp.answer(HEAD + AUDIO + one + end + "a=x\n", Sdp.UDP)).isEqualTo(expected);
        assertThat(Sdp.answer(HEAD + AUDIO + end + one + "a=x\n", Sdp.UDP)).isEqualTo(expected);
        assertThat(Sdp.answer(HEAD + AUDIO + end + "a=x\n", Sdp.UDP)).isEqualTo(expected);
        assertThat(Sdp.answer(HEAD + end + AUDIO, Sdp.UDP)).isEqualTo(HEAD + end + AUDIO + Sdp.UDP_LINE + "\n");
    }

    @Test
    void aCandidateOfTheSessionIsNotKept() {
        assertThat(Sdp.answer(HEAD + "a=candidate:1 1 udp 1 10.0.0.5 8000 typ host\n" + AUDIO, Sdp.UDP))
                .isEqualTo(HEAD + AUDIO + Sdp.UDP_LINE + "\n");
    }

    @Test
    void aCandidateInOddSpellingIsNotKeptEither() {
        for (String odd : List.of("a=Candidate:1 1 udp 1 10.0.0.5 1 typ host\n", "a=CANDIDATE:x\n", "a=candidate:\n")) {
            assertThat(Sdp.answer(HEAD + AUDIO + odd, Sdp.UDP)).isEqualTo(HEAD + AUDIO + Sdp.UDP_LINE + "\n");
        }
    }

    @Test
    void defaultAddressesThatAreRealBecomeTheProxys() {
        String real = "m=audio 8000/2 UDP/TLS/RTP/SAVPF 111 0\nc=IN IP4 10.0.0.5/127\na=rtcp:8001 IN IP4 10.0.0.5\n";
        assertThat(Sdp.answer(HEAD + "c=IN IP6 fd00::5\n" + real, Sdp.TCP, Sdp.UDP6, Sdp.UDP))
                .startsWith(HEAD + "c=IN IP6 2001:db8::7\n"
                        + "m=audio 18001 UDP/TLS/RTP/SAVPF 111 0\nc=IN IP6 2001:db8::7\n"
                        + "a=rtcp:18001 IN IP6 2001:db8::7\na=candidate:1 1 tcp ");
        // Without one for UDP there is no default.
        assertThat(Sdp.answer(HEAD + "c=IN IP6 fd00::5\n" + real, Sdp.TCP))
                .startsWith(HEAD + "c=IN IP6 ::\n"
                        + "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\nc=IN IP4 0.0.0.0\n"
                        + "a=rtcp:9 IN IP4 0.0.0.0\na=candidate:1 1 tcp ");
    }

    @Test
    void defaultAddressesThatAreNoneStay() {
        for (String none : List.of(
                "m=audio 9 RTP 0\nc=IN IP4 0.0.0.0\na=rtcp:9 IN IP4 0.0.0.0\n",
                "m=audio 9 RTP 0\nc=IN IP6 ::\na=rtcp:9\n",
                "m=audio 0 RTP 0\nc=IN IP4 0.0.0.0\n")) {
            assertThat(Sdp.answer(HEAD + none, Sdp.UDP).replace(Sdp.UDP_LINE + "\n", ""))
                    .isEqualTo(HEAD + none);
        }
        assertThat(Sdp.answer(HEAD + "m=audio 9 RTP 0\na=rtcp:8001\n", Sdp.UDP)).contains("a=rtcp:18000\n");
        assertThat(Sdp.answer(HEAD + "m=audio 9 RTP 0\na=rtcp\n", Sdp.UDP)).contains("a=rtcp\n");
    }

    @Test
    void lineEndsAndStrangeBytesStay() {
        String lf = "v=0\ns=\u00e9\u00ff\u0001\nm=audio 9 RTP 0\na=x\n";
        assertThat(Sdp.text(SdpAnswer.rewrite(Sdp.raw(lf), List.of(Sdp.UDP)).bytes()))
                .isEqualTo(lf + Sdp.UDP_LINE + "\n");
        String mixed = "v=0\r\n\r\nnonsense\rm=audio 9 RTP 0\r\na=x";
        assertThat(Sdp.text(SdpAnswer.rewrite(Sdp.raw(mixed), List.of(Sdp.UDP)).bytes()))
                .isEqualTo(mixed + "\r\n" + Sdp.UDP_LINE + "\r\n");
    }

    @Test
    void credentialsComeFromTheMediaOrTheSession() {
        IceCredentials abcd = new IceCredentials("abcd", "0123456789012345678901");
        IceCredentials other = new IceCredentials("other", "p");
        assertThat(credentials(BUNDLE + AUDIO + VIDEO)).containsExactly(abcd);
        assertThat(credentials(HEAD + ICE + "m=audio 9 RTP 0\nm=video 9 RTP 0\n"))
                .containsExactly(abcd);
        assertThat(credentials(HEAD + ICE + "m=audio 9 RTP 0\nm=video 9 RTP 0\na=ice-ufrag:other\na=ice-pwd:p\n"))
                .containsExactly(abcd, other);
        assertThat(credentials(HEAD + "m=video 0 RTP 0\na=ice-ufrag:other\na=ice-pwd:p\n" + AUDIO))
                .containsExactly(abcd);
        assertThat(credentials(HEAD + "m=audio 9 RTP 0\n")).isEmpty();
        assertThat(abcd.toString()).contains("abcd").doesNotContain("0123");
    }

    @Test
    void whatIsNoSdpOrHasWrongCredentialsIsRefused() {
        for (String wrong : List.of(
                "",
                "hello",
                "m=audio 9 RTP 0\nv=0\n",
                "v=0\n" + "x".repeat(65_536),
                "v=0\n" + "m=audio 9 RTP 0\n".repeat(257),
                "v=0\nm=audio 9 RTP 0\na=ice-ufrag:a\n",
                "v=0\nm=audio 9 RTP 0\na=ice-pwd:a\n",
                "v=0\nm=audio 9 RTP 0\na=ice-ufrag:a:b\na=ice-pwd:a\n",
                "v=0\nm=audio 9 RTP 0\na=ice-ufrag:a b\na=ice-pwd:a\n",
                "v=0\nm=audio 9 RTP 0\na=ice-ufrag:a\na=ice-pwd:\n",
                "v=0\nm=audio 9 RTP 0\na=ice-ufrag:" + "a".repeat(257) + "\na=ice-pwd:a\n",
                "v=0\nm=audio 9 RTP 0\na=ice-ufrag:a\na=ice-pwd:\u00e9\n")) {
            assertThatThrownBy(() -> SdpAnswer.rewrite(Sdp.raw(wrong), List.of(Sdp.UDP)))
                    .as(wrong.substring(0, Math.min(80, wrong.length())))
                    .isInstanceOf(SdpFormatException.class);
        }
    }

    @Test
    void anAnswerWithoutCandidatesOfTheProxyIsOurFault() {
        for (List<ProxyCandidate> wrong : List.of(List.<ProxyCandidate>of(), Collections.nCopies(65, Sdp.UDP))) {
            assertThatThrownBy(() -> SdpAnswer.rewrite(Sdp.bytes(HEAD), wrong))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> SdpAnswer.rewriteFragment(Sdp.bytes(HEAD), wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<IceCredentials> credentials(String lines) {
        return SdpAnswer.rewrite(Sdp.bytes(lines), List.of(Sdp.UDP)).credentials();
    }
}
