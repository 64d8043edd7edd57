package org.mediaproxy.srt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.srt.packet.PacketKind.CONTROL;
import static org.mediaproxy.srt.packet.PacketKind.DATA;
import static org.mediaproxy.srt.packet.PacketKind.HANDSHAKE;
import static org.mediaproxy.srt.packet.PacketKind.MALFORMED;
import static org.mediaproxy.srt.packet.PacketKind.SHUTDOWN;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class PacketKindTest {

    @Test
    void aPublishersPacketsAreToldApart() {
        Capture capture = Capture.of("ffmpeg-publish");
        assertThat(capture.kinds(true)).containsExactly(HANDSHAKE, HANDSHAKE, DATA, DATA, CONTROL, CONTROL, SHUTDOWN);
        assertThat(capture.kinds(false)).startsWith(HANDSHAKE, HANDSHAKE).doesNotContain(DATA, MALFORMED);
    }

    @Test
    void whatIsShorterThanAHeaderIsMalformed() {
        byte[] header = new byte[SrtHeader.LENGTH];
        for (int length = 0; length < SrtHeader.LENGTH; length++) {
            assertThat(PacketKind.of(Unpooled.wrappedBuffer(header, 0, length))).isEqualTo(MALFORMED);
        }
        assertThat(PacketKind.of(Unpooled.wrappedBuffer(header))).isEqualTo(DATA);
    }

    @Test
    void theHeaderIsReadFromTheReaderIndex() {
        ByteBuf packet = Capture.of("ffmpeg-publish").handshake(true, Handshake.CONCLUSION);
        ByteBuf shifted = Unpooled.buffer().writeZero(7).writeBytes(packet);
        shifted.skipBytes(7);
        assertThat(PacketKind.of(shifted)).isEqualTo(HANDSHAKE);
        assertThat(SrtHeader.timestamp(shifted)).isEqualTo(0x2A6);
        SrtHeader.delayTimestamp(shifted, 10_000_000_000L);
        assertThat(Integer.toUnsignedLong(SrtHeader.timestamp(shifted)))
                .isEqualTo((0x2A6 + 10_000_000_000L) & 0xFFFF_FFFFL);
    }

    @Test
    void mediaNamesTheSocketIdThatTheListenerGave() {
        Capture capture = Capture.of("ffmpeg-publish");
        int listener =
                Handshake.parse(capture.handshake(false, Handshake.CONCLUSION)).socketId();
        assertThat(capture.datagrams().stream()
                        .map(Capture.Datagram::buffer)
                        .filter(packet -> PacketKind.of(packet) == DATA))
                .hasSize(2)
                .allSatisfy(packet -> assertThat(SrtHeader.destination(packet)).isEqualTo(listener));
    }
}
