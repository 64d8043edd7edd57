package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.mediaproxy.srt.OriginHandshake.Step;
import org.mediaproxy.srt.packet.Capture;
import org.mediaproxy.srt.packet.Handshake;
import org.mediaproxy.srt.packet.HandshakeWriter;
import org.mediaproxy.srt.packet.SrtHeader;

/** What an origin is told on behalf of a real caller, with a real listener's answers. */
final class OriginHandshakeTest {

    private static final long RECEIVED = 1_000_000_000L;

    private final Capture capture = Capture.of("ffmpeg-publish-aes256");
    private final ByteBuf conclusion = capture.handshake(true, Handshake.CONCLUSION);
    private final OriginHandshake handshake =
            new OriginHandshake(PooledByteBufAllocator.DEFAULT, ours(conclusion), RECEIVED);

    /** The caller's conclusion as it reaches us: with a cookie of our own. */
    private static ByteBuf ours(ByteBuf conclusion) {
        ByteBuf copy = Unpooled.copiedBuffer(conclusion);
        HandshakeWriter.setCookie(copy, 0x0BAD);
        return copy;
    }

    @Test
    void theOriginHearsWhatTheCallerWouldHaveSaidToItItself() {
        ByteBuf induction = handshake.toSend(RECEIVED);
        assertThat(Handshake.parse(induction)).isEqualTo(Handshake.parse(capture.handshake(true, Handshake.INDUCTION)));
        induction.release();
        assertThat(handshake.receive(capture.handshake(false, Handshake.INDUCTION)))
                .isTrue();
        assertThat(handshake.step()).isEqualTo(Step.CONCLUSION);
        ByteBuf concluded = handshake.toSend(RECEIVED);
        assertThat(concluded).isEqualTo(conclusion);
        concluded.release();
        assertThat(handshake.receive(capture.handshake(false, Handshake.CONCLUSION)))
                .isTrue();
        assertThat(handshake.step()).isEqualTo(Step.ACCEPTED);
        assertThat(handshake.originId()).isEqualTo(0x320d25d2);
        assertThatThrownBy(() -> handshake.toSend(RECEIVED)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theConclusionsClockGoesOnWhileItIsHeld() {
        handshake.receive(capture.handshake(false, Handshake.INDUCTION));
        ByteBuf late = handshake.toSend(RECEIVED + 250_000_000);
        assertThat(SrtHeader.timestamp(late)).isEqualTo(SrtHeader.timestamp(conclusion) + 250_000);
        late.release();
        ByteBuf later = handshake.toSend(RECEIVED + 500_000_000);
        assertThat(SrtHeader.timestamp(later)).isEqualTo(SrtHeader.timestamp(conclusion) + 500_000);
        later.release();
    }

    @Test
    void answersThatComeTwiceOrTooEarlyChangeNothing() {
        ByteBuf concluded = capture.handshake(false, Handshake.CONCLUSION);
        assertThat(handshake.receive(concluded)).isFalse();
        ByteBuf inducted = capture.handshake(false, Handshake.INDUCTION);
        assertThat(handshake.receive(inducted)).isTrue();
        assertThat(handshake.receive(inducted)).isFalse();
        assertThat(handshake.receive(concluded)).isTrue();
        assertThat(handshake.receive(concluded)).isFalse();
        assertThat(handshake.receive(inducted)).isFalse();
        assertThat(handshake.step()).isEqualTo(Step.ACCEPTED);
    }

    @Test
    void packetsForAnotherSocketChangeNothing() {
        ByteBuf inducted = capture.handshake(false, Handshake.INDUCTION);
        inducted.setInt(12, 1);
        assertThat(handshake.receive(inducted)).isFalse();
        assertThat(handshake.receive(Unpooled.buffer().writeZero(15))).isFalse();
    }

    @Test
    void aRejectionIsFinal() {
        Capture refused = Capture.of("wrong-passphrase");
        OriginHandshake other = new OriginHandshake(
                PooledByteBufAllocator.DEFAULT, refused.handshake(true, Handshake.CONCLUSION), RECEIVED);
        assertThat(other.receive(refused.handshake(false, Handshake.INDUCTION))).isTrue();
        assertThat(other.receive(refused.handshake(false, 1010))).isTrue();
        assertThat(other.step()).isEqualTo(Step.REJECTED);
        assertThat(other.receive(refused.handshake(false, Handshake.INDUCTION))).isFalse();
    }

    @Test
    void anOriginOfHandshakeVersion4CannotBeTold() {
        Capture old = Capture.of("hsv4");
        OriginHandshake other = new OriginHandshake(
                PooledByteBufAllocator.DEFAULT, old.handshake(true, Handshake.CONCLUSION), RECEIVED);
        assertThat(other.receive(old.handshake(false, Handshake.INDUCTION))).isTrue();
        assertThat(other.step()).isEqualTo(Step.UNSUPPORTED);
    }
}
