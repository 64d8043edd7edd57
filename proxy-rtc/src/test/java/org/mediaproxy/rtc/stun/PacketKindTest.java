package org.mediaproxy.rtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class PacketKindTest {

    @Test
    void everyFirstByteIsOfTheKindThatRfc7983Says() {
        for (int first = 0; first < 256; first++) {
            PacketKind expected = first <= 3
                    ? PacketKind.STUN
                    : first >= 20 && first <= 63
                            ? PacketKind.DTLS
                            : first >= 128 && first <= 191 ? PacketKind.RTP : PacketKind.OTHER;
            assertThat(PacketKind.of(first)).as("first byte %d", first).isEqualTo(expected);
            assertThat(PacketKind.of(Unpooled.wrappedBuffer(new byte[] {(byte) first})))
                    .isEqualTo(expected);
        }
    }

    @Test
    void anEmptyPacketIsNothing() {
        assertThat(PacketKind.of(Unpooled.EMPTY_BUFFER)).isEqualTo(PacketKind.OTHER);
    }

    @Test
    void theReaderIndexCountsAndStays() {
        var packet = Vectors.shifted(new byte[] {(byte) 128, 1});
        assertThat(PacketKind.of(packet)).isEqualTo(PacketKind.RTP);
        assertThat(packet.readableBytes()).isEqualTo(2);
    }
}
