package org.mediaproxy.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.capture.Capture;
import org.mediaproxy.rtmp.capture.Mutation;

final class ChunkReaderFuzzTest {
    private static final int ROUNDS = 6_000;

    @Test
    void nothingButRtmpFormatExceptionEscapesAndNothingLeaks() {
        List<byte[]> seeds = seeds();
        Random random = new Random(20_261_122);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = Mutation.of(seeds.get(round % seeds.size()), random);
            try (Exchange exchange = new Exchange(bytes)) {
                feed(exchange, bytes.length, random);
            } catch (RtmpFormatException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
    }

    @Test
    void capturesReadTheSameHoweverTheyAreCut() {
        Random random = new Random(7);
        for (String client : Capture.CLIENTS) {
            for (byte[] bytes : List.of(
                    Capture.client(client).chunks(), Capture.origin(client).chunks())) {
                try (Exchange whole = new Exchange(bytes)) {
                    whole.feedUpTo(bytes.length);
                    for (int round = 0; round < 20; round++) {
                        try (Exchange cut = new Exchange(bytes)) {
                            feed(cut, bytes.length, random);
                            assertThat(cut.messages).isEqualTo(whole.messages);
                        }
                    }
                }
            }
        }
    }

    private static void feed(Exchange exchange, int length, Random random) {
        int end = 0;
        while (end < length) {
            end = Math.min(length, end + 1 + random.nextInt(random.nextBoolean() ? 8 : 900));
            exchange.feedUpTo(end);
        }
    }

    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        ChunkCase.VALID.forEach(chunkCase -> seeds.add(chunkCase.bytes()));
        for (String client : Capture.CLIENTS) {
            seeds.add(Capture.client(client).chunks());
            seeds.add(Capture.origin(client).chunks());
        }
        ByteBuf extended = Unpooled.buffer();
        ChunkWriter writer = new ChunkWriter();
        for (int i = 0; i < 8; i++) {
            writer.write(
                    extended,
                    4 + i % 3,
                    RtmpMessage.AUDIO,
                    1,
                    0xFFFFF0 + 4L * i,
                    Unpooled.wrappedBuffer(new byte[300]));
        }
        byte[] bytes = new byte[extended.readableBytes()];
        extended.readBytes(bytes);
        seeds.add(bytes);
        return seeds;
    }
}
