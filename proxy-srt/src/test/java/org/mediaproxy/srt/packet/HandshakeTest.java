package org.mediaproxy.srt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HandshakeTest {

    private static final int VERSION_1_5_1 = 0x00010501;

    @ParameterizedTest
    @CsvSource({
        "ffmpeg-publish,          '#!::r=live/livestream,m=publish',               false",
        "ffmpeg-publish-aes256,   '#!::r=live/livestream,m=publish',               true",
        "srt-live-transmit-play,  '#!::r=live/cam,h=a.example.com,token=abc',      false",
        "gst-srtsrc-play,         live/livestream,                                 false",
        "wrong-passphrase,        live/livestream,                                 true",
        "ffmpeg-play-no-streamid, '',                                              false",
    })
    void aCallersConclusionIsRead(String capture, String streamId, boolean encrypted) {
        Handshake conclusion = Handshake.parse(Capture.of(capture).handshake(true, Handshake.CONCLUSION));
        assertThat(conclusion.extensions()).isEqualTo(new HandshakeExtensions(VERSION_1_5_1, encrypted, streamId));
        assertThat(conclusion.version()).isEqualTo(Handshake.HSV5);
        assertThat(conclusion.destination()).isZero();
        assertThat(conclusion.isConclusion()).isTrue();
        assertThat(conclusion.isHsv4() || conclusion.isRendezvous() || conclusion.isRejection())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffmpeg-publish", "ffmpeg-publish-aes256", "srt-live-transmit-play", "gst-srtsrc-play"})
    void aCallerKeepsItsNumbersFromInductionToConclusion(String name) {
        Capture capture = Capture.of(name);
        Handshake induction = Handshake.parse(capture.handshake(true, Handshake.INDUCTION));
        Handshake inducted = Handshake.parse(capture.handshake(false, Handshake.INDUCTION));
        Handshake conclusion = Handshake.parse(capture.handshake(true, Handshake.CONCLUSION));
        assertThat(induction.isInduction()).isTrue();
        assertThat(induction.isHsv4()).isFalse(); // though its version is 4: every caller's is
        assertThat(induction.cookie()).isZero();
        assertThat(inducted.destination()).isEqualTo(induction.socketId());
        assertThat(conclusion.cookie()).isEqualTo(inducted.cookie()).isNotZero();
        assertThat(conclusion.socketId()).isEqualTo(induction.socketId());
        assertThat(conclusion.initialSequence()).isEqualTo(induction.initialSequence());
    }

    @Test
    void aConclusionOfHandshakeVersion4IsToldApart() {
        Handshake conclusion = Handshake.parse(Capture.of("hsv4").handshake(true, Handshake.CONCLUSION));
        assertThat(conclusion.isHsv4()).isTrue();
        assertThat(conclusion.extensions()).isEqualTo(HandshakeExtensions.NONE);
    }

    @Test
    void aRendezvousIsToldApart() {
        Handshake wave = Handshake.parse(Capture.of("rendezvous").handshake(true, Handshake.WAVEAHAND));
        assertThat(wave.isRendezvous()).isTrue();
        assertThat(wave.isConclusion() || wave.isInduction() || wave.isRejection())
                .isFalse();
    }

    @Test
    void aListenersRejectionIsReadWithItsReason() {
        Handshake no = Handshake.parse(Capture.of("wrong-passphrase").handshake(false, 1010));
        assertThat(no.isRejection()).isTrue();
        assertThat(no.type()).isEqualTo(1010); // bad secret
    }

    @Test
    void aConclusionCutAnywhereIsMalformedOrSaysLess() {
        ByteBuf whole = Capture.of("ffmpeg-publish-aes256").handshake(true, Handshake.CONCLUSION);
        int hsreqEnd = Handshake.LENGTH + 4 + 12;
        int sidEnd = hsreqEnd + 4 + 32;
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.slice(0, length);
            if (length == Handshake.LENGTH || length == hsreqEnd || length == sidEnd) {
                HandshakeExtensions read = Handshake.parse(cut).extensions();
                assertThat(read.streamId().isEmpty()).isEqualTo(length < sidEnd);
                assertThat(read.encrypted()).isFalse();
            } else {
                assertThatThrownBy(() -> Handshake.parse(cut))
                        .as("cut at %s", length)
                        .isInstanceOf(SrtFormatException.class);
            }
        }
    }

    @Test
    void aStreamIdOf512BytesIsTheLongest() {
        assertThat(Handshake.parse(conclusion(4, sid("x".repeat(512))))
                        .extensions()
                        .streamId())
                .hasSize(512);
        assertMalformed(conclusion(4, sid("x".repeat(513))), "stream id of 516 bytes");
        assertMalformed(conclusion(4, sid("")), "stream id of 0 bytes");
    }

    @Test
    void aStreamIdEndsAtItsFirstZero() {
        ByteBuf packet = conclusion(4, sid("live/a\0/b"));
        assertThat(Handshake.parse(packet).extensions().streamId()).isEqualTo("live/a");
    }

    @Test
    void aStreamIdIsUtf8() {
        assertThat(Handshake.parse(conclusion(4, sid("live/直播"))).extensions().streamId())
                .isEqualTo("live/直播");
    }

    @Test
    void twoStreamIdsAreMalformed() {
        assertMalformed(conclusion(4, sid("live/a"), sid("live/b")), "two stream ids");
    }

    @Test
    void whatTheExtensionFieldDoesNotAnnounceIsNotRead() {
        assertThat(Handshake.parse(conclusion(0, sid("live/a"))).extensions()).isEqualTo(HandshakeExtensions.NONE);
        assertThat(Handshake.parse(conclusion(2, sid("live/a"))).extensions().streamId())
                .isEmpty();
    }

    @Test
    void unknownExtensionsAreSteppedOver() {
        ByteBuf unknown = Unpooled.buffer().writeShort(0x7FFE).writeShort(2).writeZero(8);
        assertThat(Handshake.parse(conclusion(5, unknown, sid("live/a")))
                        .extensions()
                        .streamId())
                .isEqualTo("live/a");
    }

    @Test
    void aHandshakeExtensionWithoutRoomForItsFieldsIsMalformed() {
        ByteBuf small = Unpooled.buffer().writeShort(1).writeShort(2).writeZero(8);
        assertMalformed(conclusion(1, small), "handshake extension of 8 bytes");
    }

    private static void assertMalformed(ByteBuf packet, String reason) {
        assertThatThrownBy(() -> Handshake.parse(packet))
                .isInstanceOf(SrtFormatException.class)
                .hasMessage(reason);
    }

    /** A real conclusion's fixed part with extensions of ours. */
    private static ByteBuf conclusion(int flags, ByteBuf... extensions) {
        ByteBuf real = Capture.of("ffmpeg-publish").handshake(true, Handshake.CONCLUSION);
        ByteBuf packet = Unpooled.buffer().writeBytes(real, Handshake.LENGTH);
        packet.setShort(Handshake.EXTENSION_FIELD, flags);
        for (ByteBuf extension : extensions) {
            packet.writeBytes(extension);
        }
        return packet;
    }

    private static ByteBuf sid(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int words = (bytes.length + 3) / 4;
        ByteBuf block = Unpooled.buffer().writeShort(5).writeShort(words);
        for (int i = 0; i < words * 4; i++) {
            int from = i ^ 3;
            block.writeByte(from < bytes.length ? bytes[from] : 0);
        }
        return block;
    }
}
