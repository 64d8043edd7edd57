package org.mediaproxy.rtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StunMessageTest {

    private static final String HEAD = "2112a442 b7e7a701bc34d686fa87dfae";

    private final StunMessage message = new StunMessage();

    @Test
    void readsTheRequestOfRfc5769() {
        assertThat(message.read(Vectors.shifted(Vectors.REQUEST))).isTrue();
        assertThat(message.type()).isEqualTo(StunType.BINDING_REQUEST);
        assertThat(message.transactionHigh()).isEqualTo(0xb7e7a701bc34d686L);
        assertThat(message.transactionLow()).isEqualTo(0xfa87dfae);
        assertThat(message.username()).isEqualTo("evtj:h6vY");
        assertThat(message.priority()).isEqualTo(0x6e0001ffL);
        assertThat(message.isControlled()).isTrue();
        assertThat(message.isControlling()).isFalse();
        assertThat(message.tieBreaker()).isEqualTo(0x932ff9b151263b36L);
        assertThat(message.useCandidate()).isFalse();
        assertThat(message.hasIntegrity()).isTrue();
        assertThat(message.hasFingerprint()).isTrue();
        assertThat(message.mappedAddress()).isNull();
        assertThat(message.errorCode()).isZero();
    }

    @Test
    void readsTheResponsesOfRfc5769() {
        assertThat(message.read(Vectors.shifted(Vectors.RESPONSE_V4))).isTrue();
        assertThat(message.type()).isEqualTo(StunType.BINDING_SUCCESS);
        assertThat(message.mappedAddress()).isEqualTo(new InetSocketAddress("192.0.2.1", 32853));
        assertThat(message.read(Vectors.shifted(Vectors.RESPONSE_V6))).isTrue();
        assertThat(message.mappedAddress())
                .isEqualTo(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853));
    }

    @Test
    void nothingOfTheLastMessageIsLeft() {
        assertThat(message.read(Unpooled.wrappedBuffer(Vectors.REQUEST))).isTrue();
        assertThat(message.read(packet("00010000" + HEAD))).isTrue();
        assertThat(message.username()).isNull();
        assertThat(message.priority()).isEqualTo(-1);
        assertThat(message.isControlled()).isFalse();
        assertThat(message.tieBreaker()).isZero();
        assertThat(message.hasIntegrity()).isFalse();
        assertThat(message.hasFingerprint()).isFalse();
    }

    @Test
    void everyCutOfAMessageIsRefused() {
        for (byte[] whole : Vectors.ALL) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThat(message.read(Unpooled.wrappedBuffer(cut)))
                        .as("%d bytes", length)
                        .isFalse();
                if (length >= 20) {
                    // The same with a length that fits: attributes break off, or whole ones are missing.
                    cut[2] = 0;
                    cut[3] = (byte) (length - 20);
                    boolean attributesEndThere = message.read(Unpooled.wrappedBuffer(cut));
                    assertThat(attributesEndThere)
                            .as("%d bytes, consistent", length)
                            .isEqualTo(endsAt(whole, length));
                }
            }
        }
    }

    private static boolean endsAt(byte[] whole, int length) {
        int at = 20;
        while (at < length) {
            at += 4 + ((whole[at + 3] + 3) & ~3);
        }
        return at == length;
    }

    @Test
    void whatStandsBehindTheIntegrityCountsForNothing() {
        String integrity = "00080014" + "00".repeat(20);
        assertThat(message.read(
                        packet("0001002c" + HEAD + integrity + "00250000" + "0024000400000001" + "00060004 613a6263")))
                .isTrue();
        assertThat(message.hasIntegrity()).isTrue();
        assertThat(message.useCandidate()).isFalse();
        assertThat(message.priority()).isEqualTo(-1);
        assertThat(message.username()).isNull();
        // In front of it, it does.
        assertThat(message.read(packet("0001001c" + HEAD + "00250000" + integrity)))
                .isTrue();
        assertThat(message.useCandidate()).isTrue();
        // The newer hash seals as well.
        assertThat(message.read(packet("00010018" + HEAD + "001c0010" + "00".repeat(16) + "00250000")))
                .isTrue();
        assertThat(message.useCandidate()).isFalse();
    }

    @Test
    void theFirstOfTwoEqualAttributesCounts() {
        assertThat(message.read(packet("00010010" + HEAD + "00060004 613a6263" + "00060004 783a797a")))
                .isTrue();
        assertThat(message.username()).isEqualTo("a:bc");
        assertThat(message.read(packet("00010018" + HEAD + "802a0008 0000000000000001" + "80290008 0000000000000002")))
                .isTrue();
        assertThat(message.isControlling()).isTrue();
        assertThat(message.isControlled()).isFalse();
        assertThat(message.tieBreaker()).isEqualTo(1);
    }

    @Test
    void readsAnErrorCode() {
        assertThat(message.read(packet("01110008" + HEAD + "00090004 00000457")))
                .isTrue();
        assertThat(message.type()).isEqualTo(StunType.BINDING_ERROR);
        assertThat(message.errorCode()).isEqualTo(487);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "40010000 2112a442 b7e7a701bc34d686fa87dfae", // the first two bits
                "00010000 2112a443 b7e7a701bc34d686fa87dfae", // the cookie
                "00010004 2112a442 b7e7a701bc34d686fa87dfae", // bytes are missing
                "00010000 2112a442 b7e7a701bc34d686fa87dfae 80220000", // too many bytes
                "00010003 2112a442 b7e7a701bc34d686fa87dfae 802200", // no multiple of four
                "00010004 2112a442 b7e7a701bc34d686fa87dfae 80220001", // an attribute longer than the message
                "00010004 2112a442 b7e7a701bc34d686fa87dfae 8022ffff",
                "00010008 2112a442 b7e7a701bc34d686fa87dfae 00240003 00000000", // PRIORITY of three bytes
                "00010008 2112a442 b7e7a701bc34d686fa87dfae 00250001 00000000", // USE-CANDIDATE with a value
                "00010008 2112a442 b7e7a701bc34d686fa87dfae 80290004 00000000", // a short tie-breaker
                "00010008 2112a442 b7e7a701bc34d686fa87dfae 00080004 00000000", // a short hash
                "00010004 2112a442 b7e7a701bc34d686fa87dfae 80280000", // a short FINGERPRINT
                "0001000c 2112a442 b7e7a701bc34d686fa87dfae 80280004 00000000 80220000", // FINGERPRINT is not the last
                "01110004 2112a442 b7e7a701bc34d686fa87dfae 00090000", // an empty ERROR-CODE
                "01010004 2112a442 b7e7a701bc34d686fa87dfae 00200000", // an empty address
                "0101000c 2112a442 b7e7a701bc34d686fa87dfae 00200008 0002000000000000", // IPv6 in four bytes
                "0101000c 2112a442 b7e7a701bc34d686fa87dfae 00200008 0003000000000000", // an unknown family
            })
    void whatIsWrongIsRefused(String hex) {
        assertThat(message.read(packet(hex))).isFalse();
    }

    @Test
    void aUsernameOrAMessageBeyondTheLimitIsRefused() {
        assertThat(message.read(packet("00010200" + HEAD + "000601fc" + "61".repeat(508))))
                .isTrue();
        assertThat(message.username()).hasSize(508);
        assertThat(message.read(packet("00010204" + HEAD + "000601fd" + "61".repeat(512))))
                .isFalse();
        assertThat(message.read(packet("000105c8" + HEAD + "802205c4" + "61".repeat(1476))))
                .isTrue();
        assertThat(message.read(packet("000105cc" + HEAD + "802205c8" + "61".repeat(1480))))
                .isFalse();
    }

    private static ByteBuf packet(String hex) {
        return Unpooled.wrappedBuffer(Vectors.bytes(hex));
    }
}
