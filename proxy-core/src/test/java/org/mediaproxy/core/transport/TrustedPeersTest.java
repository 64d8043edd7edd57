package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedPeersTest {

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "0.0.0.0/0, 192.0.2.1, true",
        "::1, ::1, true",
        "2001:db8::/32, 2001:db8:1::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "10.0.0.0/8, ::1, false",
        "::1, 127.0.0.1, false",
    })
    void addressesAndBlocksOfBothFamilies(String block, String peer, boolean trusted) {
        assertThat(new TrustedPeers(List.of("192.0.2.77", block)).trusts(new InetSocketAddress(peer, 1)))
                .isEqualTo(trusted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "::/129", "10.0.0"})
    void anythingElseIsRefusedByName(String block) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedPeers(List.of(block)))
                .withMessageContaining("'" + block + "'");
    }

    @Test
    void nobodyTrustsNobody() {
        assertThat(TrustedPeers.NONE.isEmpty()).isTrue();
        assertThat(TrustedPeers.NONE.trusts(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)))
                .isFalse();
    }
}
