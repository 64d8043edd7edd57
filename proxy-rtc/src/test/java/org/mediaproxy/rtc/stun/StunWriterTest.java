package org.mediaproxy.rtc.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class StunWriterTest {

    private static final long HIGH = 0xb7e7a701bc34d686L;
    private static final int LOW = 0xfa87dfae;

    private final StunCheck check = new StunCheck();
    private final StunWriter writer = new StunWriter(check);
    private final IceKey key = IceKey.of(Vectors.PASSWORD);
    private final StunMessage message = new StunMessage();

    @Test
    void aRequestIsReadAsItWasWritten() {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(new byte[5]).skipBytes(5);
        writer.start(out, StunType.BINDING_REQUEST, HIGH, LOW)
                .username("answer:offer")
                .priority(0xFFFF_FFFEL)
                .controlling(-2)
                .useCandidate()
                .finish(key);
        assertThat(message.read(out)).isTrue();
        assertThat(message.type()).isEqualTo(StunType.BINDING_REQUEST);
        assertThat(message.transactionHigh()).isEqualTo(HIGH);
        assertThat(message.transactionLow()).isEqualTo(LOW);
        assertThat(message.username()).isEqualTo("answer:offer");
        assertThat(message.priority()).isEqualTo(0xFFFF_FFFEL);
        assertThat(message.isControlling()).isTrue();
        assertThat(message.tieBreaker()).isEqualTo(-2);
        assertThat(message.useCandidate()).isTrue();
        assertThat(check.isSignedBy(message, key)).isTrue();
        assertThat(check.hasRightFingerprint(message)).isTrue();
    }

    @Test
    void aSuccessCarriesTheAddressOfTheClient() {
        for (String address : new String[] {"192.0.2.1", "2001:db8:1234:5678:11:2233:4455:6677"}) {
            InetSocketAddress client = new InetSocketAddress(address, 65_535);
            ByteBuf out = Unpooled.buffer();
            writer.start(out, StunType.BINDING_SUCCESS, HIGH, LOW)
                    .mappedAddress(client)
                    .finish(key);
            assertThat(message.read(out)).isTrue();
            assertThat(message.type()).isEqualTo(StunType.BINDING_SUCCESS);
            assertThat(message.mappedAddress()).isEqualTo(client);
            assertThat(check.isSignedBy(message, key)).isTrue();
        }
    }

    @Test
    void theAddressesOfRfc5769AreWrittenByteForByte() {
        ByteBuf out = Unpooled.buffer();
        writer.start(out, StunType.BINDING_SUCCESS, HIGH, LOW)
                .mappedAddress(new InetSocketAddress("192.0.2.1", 32_853))
                .finish();
        assertThat(out.slice(20, 12)).isEqualTo(Unpooled.wrappedBuffer(Vectors.RESPONSE_V4, 36, 12));
        out.clear();
        writer.start(out, StunType.BINDING_SUCCESS, HIGH, LOW)
                .mappedAddress(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32_853))
                .finish();
        assertThat(out.slice(20, 24)).isEqualTo(Unpooled.wrappedBuffer(Vectors.RESPONSE_V6, 36, 24));
    }

    @Test
    void anErrorWithoutAKeyHasAFingerprintOnly() {
        ByteBuf out = Unpooled.buffer();
        writer.start(out, StunType.BINDING_ERROR, HIGH, LOW)
                .errorCode(487, "Role Conflict")
                .finish();
        assertThat(message.read(out)).isTrue();
        assertThat(message.errorCode()).isEqualTo(487);
        assertThat(message.hasIntegrity()).isFalse();
        assertThat(check.hasRightFingerprint(message)).isTrue();
    }

    @Test
    void aMessageThatWasGivenUpLeavesNoTraceInTheNext() {
        ByteBuf lost = Unpooled.buffer();
        writer.start(lost, StunType.BINDING_REQUEST, 1, 1).useCandidate();
        ByteBuf out = Unpooled.buffer();
        writer.start(out, StunType.BINDING_REQUEST, HIGH, LOW).controlled(9).finish(key);
        assertThat(message.read(out)).isTrue();
        assertThat(message.useCandidate()).isFalse();
        assertThat(message.isControlled()).isTrue();
        assertThat(check.isSignedBy(message, key)).isTrue();
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        ByteBuf out = Unpooled.buffer();
        writer.start(out, StunType.BINDING_ERROR, HIGH, LOW);
        assertThatThrownBy(() -> writer.username("a".repeat(509))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.errorCode(200, "OK")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.errorCode(400, "a".repeat(257))).isInstanceOf(IllegalArgumentException.class);
    }
}
