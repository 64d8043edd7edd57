package org.mediaproxy.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SdpOfferTest {

    private static final String HEAD = "v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE 0 1\n";
    private static final String ICE = "a=ice-ufrag:wxyz\na=ice-pwd:0123456789012345678901\na=ice-options:trickle\n";
    private static final String CANDIDATES = """
                a=candidate:1 1 udp 2113937151 192.168.1.5 54609 typ host generation 0 network-cost 999
                a=candidate:2 1 udp 2113937151 0e8cf0b2-1f0a-4b5c-9d3e-2f1a6b7c8d9e.local 54610 typ host
                a=candidate:3 1 udp 1677729535 203.0.113.9 54609 typ srflx raddr 192.168.1.5 rport 54609
                a=candidate:4 1 tcp 1518280447 192.168.1.5 9 typ host tcptype active
                """;

    @Test
    void nothingThatLeadsToTheClientIsLeft() {
        assertThat(Sdp.offer(HEAD
                        + "m=audio 54609 UDP/TLS/RTP/SAVPF 111 63\nc=IN IP4 192.168.1.5\na=rtcp:54610 IN IP4 192.168.1.5\n"
                        + CANDIDATES + "a=end-of-candidates\n" + ICE + "a=mid:0\na=rtcp-mux\n"
                        + "m=video 54611 UDP/TLS/RTP/SAVPF 96\nc=IN IP6 2001:db8::5\na=rtcp:9 IN IP4 0.0.0.0\n"
                        + CANDIDATES + ICE + "a=mid:1\n"))
                .isEqualTo(HEAD
                        + "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\nc=IN IP4 0.0.0.0\na=rtcp:9 IN IP4 0.0.0.0\n"
                        + ICE + "a=mid:0\na=rtcp-mux\n"
                        + "m=video 9 UDP/TLS/RTP/SAVPF 96\nc=IN IP6 ::\na=rtcp:9 IN IP4 0.0.0.0\n"
                        + ICE + "a=mid:1\n");
    }

    @Test
    void anOfferWithoutAddressesStaysAsItIs() {
        String bare = HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\nc=IN IP4 0.0.0.0\n" + ICE + "a=mid:0\n"
                + "m=video 0 UDP/TLS/RTP/SAVPF 96\na=bundle-only\na=mid:1\n";
        assertThat(Sdp.offer(bare)).isEqualTo(bare);
        assertThat(SdpOffer.read(Sdp.bytes(bare)).credentials())
                .containsExactly(new IceCredentials("wxyz", "0123456789012345678901"));
    }

    @Test
    void mediaThatWaitForTheirBundleHaveCredentials() {
        String both =
                HEAD + "m=audio 9 RTP 0\n" + ICE + "m=video 0 RTP 96\na=ice-ufrag:b\na=ice-pwd:p\na=bundle-only\n";
        assertThat(SdpOffer.read(Sdp.bytes(both)).credentials())
                .extracting(IceCredentials::ufrag)
                .containsExactly("wxyz", "b");
    }

    @Test
    void aTricklePatchKeepsAllButItsCandidates() {
        // RFC 9725 §4.3.2, with one more candidate and the end.
        String head = """
                a=group:BUNDLE 0 1
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=mid:0
                a=ice-ufrag:EsAw
                a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
                """;
        SdpOffer patch = SdpOffer.readFragment(Sdp.bytes(head
                + "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\n"
                + CANDIDATES + "a=end-of-candidates\n"));
        assertThat(Sdp.text(patch.bytes()).replace("\r\n", "\n")).isEqualTo(head);
        assertThat(patch.credentials()).containsExactly(new IceCredentials("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1"));
    }

    @Test
    void aPatchMayHaveNoMedia() {
        SdpOffer patch = SdpOffer.readFragment(Sdp.bytes("a=ice-ufrag:EsAw\na=ice-pwd:p\n" + CANDIDATES));
        assertThat(Sdp.text(patch.bytes())).isEqualTo("a=ice-ufrag:EsAw\r\na=ice-pwd:p\r\n");
        assertThat(patch.credentials()).containsExactly(new IceCredentials("EsAw", "p"));
        assertThat(SdpOffer.readFragment(new byte[0]).credentials()).isEmpty();
    }

    @Test
    void theAnswerToARestartIsRewritten() {
        // RFC 9725 §4.3.3.
        String head = """
                a=ice-lite
                a=ice-options:trickle ice2
                a=group:BUNDLE 0 1
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=mid:0
                a=ice-ufrag:289b31b754eaa438
                a=ice-pwd:0b66f472495ef0ccac7bda653ab6be49ea13114472a5d10a
                """;
        String end = "a=end-of-candidates\n";
        SdpAnswer answer = SdpAnswer.rewriteFragment(
                Sdp.bytes(head + "a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host\n" + end),
                List.of(Sdp.UDP));
        assertThat(Sdp.text(answer.bytes()).replace("\r\n", "\n")).isEqualTo(head + Sdp.UDP_LINE + "\n" + end);
        assertThat(answer.credentials()).extracting(IceCredentials::ufrag).containsExactly("289b31b754eaa438");
    }

    @Test
    void aFragmentWithoutCandidatesGetsNone() {
        List<ProxyCandidate> ours = List.of(Sdp.UDP);
        byte[] bare = Sdp.bytes("a=ice-ufrag:a\na=ice-pwd:p\nm=audio 9 RTP 0\na=mid:0\n");
        assertThat(SdpAnswer.rewriteFragment(bare, ours).bytes()).isEqualTo(bare);
        byte[] session = Sdp.bytes("a=ice-ufrag:a\na=ice-pwd:p\n" + CANDIDATES);
        assertThat(Sdp.text(SdpAnswer.rewriteFragment(session, ours).bytes()))
                .isEqualTo("a=ice-ufrag:a\r\na=ice-pwd:p\r\n" + Sdp.UDP_LINE + "\r\n");
    }

    @Test
    void whatIsNoOfferIsRefused() {
        assertThatThrownBy(() -> SdpOffer.read(new byte[0])).isInstanceOf(SdpFormatException.class);
        assertThatThrownBy(() -> SdpOffer.read(Sdp.raw("{\"sdp\":1}"))).isInstanceOf(SdpFormatException.class);
        assertThatThrownBy(() -> SdpOffer.readFragment(new byte[65_537])).isInstanceOf(SdpFormatException.class);
    }
}
