package org.mediaproxy.rtsp.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RtspReaderFuzzTest {

    private static final int ROUNDS = 4_000;

    @Test
    void nothingButRtspFormatExceptionEscapesAndNoByteIsLost() {
        List<byte[]> seeds = seeds();
        Random random = new Random(20_261_122);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(seeds.get(round % seeds.size()), random);
            try (Reading reading = new Reading(PooledByteBufAllocator.DEFAULT)) {
                int from = 0;
                while (from < bytes.length) {
                    int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 8 : 2000));
                    reading.feed(bytes, from, to);
                    from = to;
                }
                assertThat(Arrays.equals(reading.everything(), bytes)).isTrue();
            } catch (RtspFormatException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
    }

    @Test
    void transportsAreReadOrRefused() {
        Random random = new Random(7);
        byte[] seed = "RTP/AVP/UDP;unicast;client_port=8000-8001;mode=\"PLAY\",RTP/AVP/TCP;interleaved=0-1"
                .getBytes(StandardCharsets.US_ASCII);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = new String(damaged(seed, random), StandardCharsets.ISO_8859_1);
            try {
                TransportHeader header = TransportHeader.parse(text);
                assertThat(TransportHeader.parse(header.toString())).isEqualTo(header);
                header.alternatives().forEach(alternative -> alternative.range("client_port"));
                read++;
            } catch (RtspFormatException expected) {
                assertThat(expected.getMessage()).doesNotContain(text);
            }
        }
        assertThat(read).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 100);
    }

    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        Capture.all().forEach(capture -> seeds.add(capture.bytes()));
        seeds.add("\r\nOPTIONS * RTSP/1.0\nCSeq: 1\n\n$\0\0\3abcSETUP rtsp://h/a RTSP/1.0\r\nTransport: RTP/AVP\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        return seeds;
    }

    /** One to four changes: a bit, a byte, a sign that means something, a cut, a missing piece. */
    private static byte[] damaged(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 1; i++) {
            int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 200) : bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) "\r\n$:;,\" ".charAt(random.nextInt(8));
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                default -> {
                    int length = Math.min(bytes.length - at - 1, random.nextInt(16));
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
                    System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }
}
