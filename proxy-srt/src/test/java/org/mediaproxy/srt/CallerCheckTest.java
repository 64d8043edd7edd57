package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.stream.VhostRule;
import org.mediaproxy.srt.CallerVerdict.Answer;
import org.mediaproxy.srt.CallerVerdict.Drop;
import org.mediaproxy.srt.CallerVerdict.DropReason;
import org.mediaproxy.srt.CallerVerdict.Refused;
import org.mediaproxy.srt.CallerVerdict.Wanted;
import org.mediaproxy.srt.packet.Capture;
import org.mediaproxy.srt.packet.Handshake;
import org.mediaproxy.srt.packet.HandshakeWriter;
import org.mediaproxy.srt.packet.Rejection;

/** What becomes of the packets of real callers, and of forged ones. */
final class CallerCheckTest {

    private static final InetSocketAddress CALLER = new InetSocketAddress("192.0.2.1", 40_000);

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final CallerCheck check = new CallerCheck(
            new SynCookie(new byte[SipHash.KEY_LENGTH], clock),
            new StreamUrlResolver(new VhostRule(List.of())),
            PooledByteBufAllocator.DEFAULT);

    /** The cookie that a caller is given for its induction. */
    private int cookie(Capture capture) {
        ByteBuf induction = capture.handshake(true, Handshake.INDUCTION);
        ByteBuf reply = ((Answer) check.check(induction, CALLER)).reply();
        Handshake answer = Handshake.parse(reply);
        assertThat(reply.readableBytes()).isLessThanOrEqualTo(induction.readableBytes());
        assertThat(answer.isInduction()).isTrue();
        assertThat(answer.version()).isEqualTo(Handshake.HSV5);
        assertThat(answer.destination()).isEqualTo(Handshake.parse(induction).socketId());
        reply.release();
        return answer.cookie();
    }

    private ByteBuf conclusion(String name) {
        Capture capture = Capture.of(name);
        ByteBuf conclusion = capture.handshake(true, Handshake.CONCLUSION);
        HandshakeWriter.setCookie(conclusion, cookie(capture));
        return conclusion;
    }

    @ParameterizedTest
    @CsvSource({
        "ffmpeg-publish,          publish __defaultVhost__/live/livestream",
        "ffmpeg-publish-aes256,   publish __defaultVhost__/live/livestream",
        "srt-live-transmit-play,  play a.example.com/live/cam",
        "gst-srtsrc-play,         play __defaultVhost__/live/livestream",
        "ffmpeg-play-no-streamid, play __defaultVhost__/live/livestream",
    })
    void aCallerWithItsCookieIsIdentified(String name, String expected) {
        ByteBuf conclusion = conclusion(name);
        Wanted wanted = (Wanted) check.check(conclusion, CALLER);
        assertThat(wanted.role().label() + " " + wanted.stream()).isEqualTo(expected);
        assertThat(wanted.conclusion()).isEqualTo(Handshake.parse(conclusion));
    }

    @Test
    void aConclusionWithoutOurCookieIsDropped() {
        ByteBuf forged = Capture.of("ffmpeg-publish").handshake(true, Handshake.CONCLUSION);
        assertThat(check.check(forged, CALLER)).isEqualTo(new Drop(DropReason.COOKIE));
    }

    @Test
    void aConclusionReplayedFromElsewhereOrTooLateIsDropped() {
        ByteBuf conclusion = conclusion("ffmpeg-publish");
        assertThat(check.check(conclusion, new InetSocketAddress("192.0.2.1", 40_001)))
                .isEqualTo(new Drop(DropReason.COOKIE));
        now = now.plusSeconds(119);
        assertThat(check.check(conclusion, CALLER)).isInstanceOf(Wanted.class);
        now = now.plusSeconds(1);
        assertThat(check.check(conclusion, CALLER)).isEqualTo(new Drop(DropReason.COOKIE));
    }

    @Test
    void anOldCallerIsToldThatItsVersionIsTooOld() {
        assertRejected(conclusion("hsv4"), Rejection.VERSION);
    }

    @Test
    void aPeerInRendezvousModeIsToldThatThereIsNone() {
        assertRejected(Capture.of("rendezvous").handshake(true, Handshake.WAVEAHAND), Rejection.UNIMPLEMENTED);
    }

    @Test
    void extensionsThatAreCutAreRejected() {
        ByteBuf conclusion = conclusion("ffmpeg-publish");
        assertRejected(conclusion.slice(0, conclusion.readableBytes() - 1), Rejection.ROGUE);
    }

    private void assertRejected(ByteBuf packet, Rejection reason) {
        CallerVerdict verdict = check.check(packet, CALLER);
        ByteBuf reply = verdict instanceof Refused refused ? refused.reply() : ((Answer) verdict).reply();
        assertThat(Handshake.parse(reply).type()).isEqualTo(reason.code());
        assertThat(reply.readableBytes()).isLessThanOrEqualTo(packet.readableBytes());
        reply.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 40, 63})
    void aHandshakeThatIsTooShortIsDropped(int length) {
        ByteBuf induction = Capture.of("ffmpeg-publish").handshake(true, Handshake.INDUCTION);
        assertThat(check.check(induction.slice(0, length), CALLER)).isEqualTo(new Drop(DropReason.MALFORMED));
    }

    @Test
    void aRejectionFromNowhereIsDroppedAndNotAnswered() {
        ByteBuf rejection = Capture.of("wrong-passphrase").handshake(false, 1010);
        assertThat(check.check(rejection, CALLER)).isEqualTo(new Drop(DropReason.UNEXPECTED));
    }
}
