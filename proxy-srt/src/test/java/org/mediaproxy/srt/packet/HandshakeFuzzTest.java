package org.mediaproxy.srt.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HandshakeFuzzTest {

    private static final int ROUNDS = 40_000;

    @Test
    void nothingButSrtFormatExceptionEscapesAndThePacketStaysAsItIs() {
        List<byte[]> seeds = Capture.NAMES.stream()
                .flatMap(name -> Capture.of(name).datagrams().stream())
                .map(Capture.Datagram::buffer)
                .filter(packet -> PacketKind.of(packet) == PacketKind.HANDSHAKE)
                .map(ByteBufUtil::getBytes)
                .toList();
        Random random = new Random(20_261_122);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(seeds.get(round % seeds.size()), random);
            ByteBuf packet = Unpooled.wrappedBuffer(bytes.clone());
            try {
                read(packet);
            } catch (SrtFormatException expected) {
                refused++;
            }
            assertThat(packet).isEqualTo(Unpooled.wrappedBuffer(bytes));
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
    }

    private static void read(ByteBuf packet) {
        if (PacketKind.of(packet) != PacketKind.HANDSHAKE) {
            return;
        }
        Handshake handshake = Handshake.parse(packet);
        assertThat(handshake.extensions().streamId().length()).isLessThanOrEqualTo(HandshakeExtensions.MAX_STREAM_ID);
        HandshakeWriter.rejection(UnpooledByteBufAllocator.DEFAULT, packet, Rejection.ROGUE)
                .release();
        HandshakeWriter.inductionReply(UnpooledByteBufAllocator.DEFAULT, packet, 1)
                .release();
    }

    /** One to four changes: a bit, a byte, an edge value, a cut, more bytes; half of them among the extensions. */
    private static byte[] damaged(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 1; i++) {
            int extensions = Math.min(bytes.length - 1, Handshake.LENGTH);
            int at = random.nextBoolean()
                    ? random.nextInt(bytes.length)
                    : extensions + random.nextInt(bytes.length - extensions);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
            }
        }
        return bytes;
    }
}
