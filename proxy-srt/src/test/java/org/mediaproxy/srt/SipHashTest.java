package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SipHashTest {

    /** Key and input are the bytes 0, 1, 2 and so on; the one of 15 bytes stands in the paper, appendix A. */
    @ParameterizedTest
    @CsvSource({"0, 726fdb47dd0e0e31", "1, 74f839c593dc67fd", "8, 93f5f5799a932462", "15, a129ca6149be45e5"})
    void theVectorsOfItsAuthorsHold(int length, String hash) {
        SipHash sip = new SipHash(counting(16));
        assertThat(Long.toHexString(sip.hash(counting(length)))).isEqualTo(hash);
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
