package org.mediaproxy.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyCandidateTest {

    @Test
    void linesAreThoseOfRfc8839AndRfc6544() {
        assertThat(Sdp.UDP.line(0)).isEqualTo(Sdp.UDP_LINE);
        assertThat(Sdp.TCP.line(1)).isEqualTo(Sdp.TCP_LINE);
        assertThat(Sdp.UDP6.line(2)).isEqualTo(Sdp.UDP6_LINE);
        assertThat(new ProxyCandidate(false, "media-1.example.com", 1).line(0))
                .contains(" media-1.example.com 1 typ host");
    }

    @Test
    void earlierCandidatesAndUdpArePreferred() {
        assertThat(priority(Sdp.UDP, 0)).isGreaterThan(priority(Sdp.UDP, 1));
        assertThat(priority(Sdp.TCP, 0)).isGreaterThan(priority(Sdp.TCP, 1));
        assertThat(priority(Sdp.UDP, 63)).isGreaterThan(priority(Sdp.TCP, 0));
        assertThat(priority(Sdp.UDP, 0)).isLessThan(1L << 31);
    }

    private static long priority(ProxyCandidate candidate, int index) {
        return Long.parseLong(candidate.line(index).split(" ")[3]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "192.0.2.1\r\na=x",
                "[2001:db8::1]",
                "fe80::1%eth0",
                "2001:db8::g",
                "a/b",
                "\u00e9.example",
            })
    void whatIsNoAddressIsRefused(String address) {
        assertThatThrownBy(() -> new ProxyCandidate(false, address, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoPortIsRefused() {
        assertThatThrownBy(() -> new ProxyCandidate(false, "192.0.2.1", 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProxyCandidate(false, "192.0.2.1", 65_536))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
