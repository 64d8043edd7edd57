package org.mediaproxy.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkWriterTest {
    private static final int[] LENGTHS = {0, 1, 127, 128, 129, 256, 4097, 65_535, 65_536, 70_000};
    private static final int[] CSIDS = {2, 63, 64, 319, 320, 65_599};
    private static final long[] TIMESTAMPS = {0, 0xFFFFFE, 0xFFFFFF, 0x1000000, 0x80000000L, 0xFFFFFFFFL};

    private final ByteBuf out = Unpooled.buffer();
    private final ChunkWriter writer = new ChunkWriter();

    @ParameterizedTest
    @ValueSource(ints = {1, 128, 129, 4096, 65_536})
    void readerGivesBackWhatWasWritten(int chunkSize) {
        RtmpControl.setChunkSize(out, chunkSize);
        writer.setChunkSize(chunkSize);
        ChunkReader reader = new ChunkReader(type -> true, 1 << 20, UnpooledByteBufAllocator.DEFAULT);
        RtmpMessage first = reader.read(out);
        assertThat(first).isNotNull();
        first.release();
        for (long timestamp : TIMESTAMPS) {
            for (int length : LENGTHS) {
                if (length < PayloadLayout.MAX_CHUNKS * (long) chunkSize) {
                    roundTrip(reader, CSIDS[length % CSIDS.length], timestamp, length);
                }
            }
        }
        reader.close();
    }

    private void roundTrip(ChunkReader reader, int csid, long timestamp, int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        ByteBuf payload = Unpooled.wrappedBuffer(bytes);
        writer.write(out, csid, RtmpMessage.VIDEO, 7, timestamp, payload);
        assertThat(payload.isReadable()).isFalse();

        RtmpMessage message = reader.read(out);
        assertThat(message).isNotNull();
        assertThat(out.isReadable()).isFalse();
        out.clear();
        assertThat(message.csid()).isEqualTo(csid);
        assertThat(message.type()).isEqualTo(RtmpMessage.VIDEO);
        assertThat(message.streamId()).isEqualTo(7);
        assertThat(message.timestamp()).isEqualTo(timestamp);
        assertThat(message.payload()).isEqualTo(Unpooled.wrappedBuffer(bytes));
        message.release();
    }

    @Test
    void continuationsRepeatTheExtendedTimestamp() {
        writer.setChunkSize(2);
        writer.write(out, 5, RtmpMessage.AUDIO, 1, 0x01020304, Unpooled.wrappedBuffer(new byte[] {10, 11, 12}));
        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("05ffffff00000308" + "01000000" + "01020304" + "0a0b" + "c5" + "01020304" + "0c");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> writer.setChunkSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.setChunkSize(ChunkReader.MAX_CHUNK_SIZE + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> write(1, 8, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> write(65_600, 8, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> write(4, 256, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> write(4, 8, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> write(4, 8, 1L << 32, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> write(4, 8, 0, 1 << 24));
        assertThat(out.isReadable()).isFalse();
    }

    private void write(int csid, int type, long timestamp, int length) {
        writer.write(out, csid, type, 1, timestamp, Unpooled.wrappedBuffer(new byte[length]));
    }
}
