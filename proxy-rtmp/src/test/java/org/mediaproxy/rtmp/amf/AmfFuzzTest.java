package org.mediaproxy.rtmp.amf;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.capture.Capture;
import org.mediaproxy.rtmp.capture.Mutation;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

final class AmfFuzzTest {
    private static final int ROUNDS = 20_000;

    @Test
    void nothingButRtmpFormatExceptionEscapes() {
        List<byte[]> seeds = seeds();
        Random random = new Random(20_261_122);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf in = Unpooled.wrappedBuffer(Mutation.of(seeds.get(round % seeds.size()), random));
            int type = random.nextBoolean() ? RtmpMessage.COMMAND_AMF0 : RtmpMessage.COMMAND_AMF3;
            try {
                int offset = RtmpCommand.parse(type, in).transactionOffset();
                if (offset >= 0) {
                    in.setDouble(offset, 1e6);
                }
                while (in.isReadable()) {
                    Amf0Reader.read(in);
                }
            } catch (RtmpFormatException expected) {
                refused++;
            }
            assertThat(in.refCnt()).isEqualTo(1);
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
    }

    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String client : Capture.CLIENTS) {
            addPayloads(Capture.client(client).chunks(), seeds);
            addPayloads(Capture.origin(client).chunks(), seeds);
        }
        ByteBuf made = Unpooled.buffer();
        new Amf0Writer(made)
                .string("all")
                .number(1)
                .value(List.of(true, new AmfDate(1, (short) 0), List.of(Map.of("a", Map.of("b", List.of())))))
                .ecmaArray(Map.of("c", AmfNull.UNDEFINED))
                .string("x".repeat(70_000));
        seeds.add(copy(made));
        return seeds;
    }

    private static void addPayloads(byte[] chunks, List<byte[]> seeds) {
        ChunkReader reader = new ChunkReader(
                type -> type == RtmpMessage.COMMAND_AMF0 || type == RtmpMessage.DATA_AMF0,
                1 << 20,
                UnpooledByteBufAllocator.DEFAULT);
        ByteBuf in = Unpooled.wrappedBuffer(chunks);
        while (in.isReadable()) {
            RtmpMessage message = reader.read(in);
            if (message != null) {
                ByteBuf payload = message.payload();
                if (payload != null) {
                    seeds.add(copy(payload));
                }
                message.release();
            }
        }
        reader.close();
    }

    private static byte[] copy(ByteBuf payload) {
        byte[] bytes = new byte[payload.readableBytes()];
        payload.getBytes(payload.readerIndex(), bytes);
        return bytes;
    }
}
