package org.mediaproxy.srt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write is held against what libsrt wrote in the same place. */
final class HandshakeWriterTest {

    private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

    /** Where a timestamp stands in the dump of a packet. */
    private static final int TIMESTAMP = 2 * 8;

    @ParameterizedTest
    @ValueSource(strings = {"ffmpeg-publish", "ffmpeg-publish-aes256", "srt-live-transmit-play", "gst-srtsrc-play"})
    void anInductionIsAnsweredAsLibsrtAnswersIt(String name) {
        Capture capture = Capture.of(name);
        ByteBuf theirs = capture.handshake(false, Handshake.INDUCTION);
        int cookie = Handshake.parse(theirs).cookie();
        ByteBuf ours = HandshakeWriter.inductionReply(ALLOC, capture.handshake(true, Handshake.INDUCTION), cookie);
        assertThat(withoutTimestamp(ours)).isEqualTo(withoutTimestamp(theirs));
        ours.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffmpeg-publish", "ffmpeg-publish-aes256", "srt-live-transmit-play", "gst-srtsrc-play"})
    void theInductionMadeFromAConclusionIsTheOneThatTheCallerSent(String name) {
        Capture capture = Capture.of(name);
        ByteBuf ours = HandshakeWriter.induction(ALLOC, capture.handshake(true, Handshake.CONCLUSION));
        assertThat(withoutTimestamp(ours)).isEqualTo(withoutTimestamp(capture.handshake(true, Handshake.INDUCTION)));
        ours.release();
    }

    @ParameterizedTest
    @EnumSource(Rejection.class)
    void aRejectionIsAddressedToTheCallerAndSaysWhy(Rejection reason) {
        ByteBuf conclusion = Capture.of("ffmpeg-publish-aes256").handshake(true, Handshake.CONCLUSION);
        ByteBuf no = HandshakeWriter.rejection(ALLOC, conclusion, reason);
        Handshake read = Handshake.parse(no);
        assertThat(PacketKind.of(no)).isEqualTo(PacketKind.HANDSHAKE);
        assertThat(no.readableBytes()).isEqualTo(Handshake.LENGTH);
        assertThat(read.isRejection()).isTrue();
        assertThat(read.type()).isEqualTo(reason.code());
        assertThat(read.destination()).isEqualTo(Handshake.parse(conclusion).socketId());
        no.release();
    }

    @Test
    void aCookieIsReplacedAndNothingElse() {
        ByteBuf conclusion = Capture.of("ffmpeg-publish").handshake(true, Handshake.CONCLUSION);
        String before = ByteBufUtil.hexDump(conclusion);
        HandshakeWriter.setCookie(conclusion, 0x01020304);
        assertThat(Handshake.parse(conclusion).cookie()).isEqualTo(0x01020304);
        assertThat(ByteBufUtil.hexDump(conclusion))
                .isEqualTo(before.substring(0, 88) + "01020304" + before.substring(96));
    }

    @Test
    void aCutHandshakeIsNotAnswered() {
        ByteBuf cut = Unpooled.buffer().writeZero(Handshake.LENGTH - 1);
        assertThatThrownBy(() -> HandshakeWriter.inductionReply(ALLOC, cut, 1)).isInstanceOf(SrtFormatException.class);
    }

    private static String withoutTimestamp(ByteBuf packet) {
        String hex = ByteBufUtil.hexDump(packet);
        return hex.substring(0, TIMESTAMP) + hex.substring(TIMESTAMP + 8);
    }
}
