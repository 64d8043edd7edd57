package org.mediaproxy.core.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DatagramBatchTest {

    private static final InetSocketAddress V4 = new InetSocketAddress("192.0.2.1", 65_535);
    private static final InetSocketAddress V6 = new InetSocketAddress("2001:db8::1", 1);

    private static ByteBuf batch() {
        ByteBuf frame = DatagramBatch.begin(UnpooledByteBufAllocator.DEFAULT, 300, 7);
        DatagramBatch.add(frame, V4, Unpooled.copiedBuffer("first", StandardCharsets.US_ASCII));
        DatagramBatch.add(frame, V6, Unpooled.EMPTY_BUFFER);
        DatagramBatch.add(frame, V4, Unpooled.wrappedBuffer(new byte[2048]));
        return DatagramBatch.end(frame);
    }

    private static List<String> read(ByteBuf content) throws IOException {
        List<String> read = new ArrayList<>();
        DatagramBatch.read(content, (from, payload) -> {
            read.add(from.getAddress().getHostAddress() + " " + from.getPort() + " " + payload.readableBytes());
            payload.release();
        });
        return read;
    }

    @Test
    void whatWasAddedIsRead() throws IOException {
        ByteBuf frame = batch();
        assertThat(frame.readInt()).isEqualTo(frame.readableBytes());
        assertThat(frame.readByte()).isEqualTo(Link.DATAGRAMS);
        assertThat(DatagramBatch.number(frame)).isEqualTo(300);
        assertThat(DatagramBatch.number(frame)).isEqualTo(7);
        assertThat(read(frame))
                .containsExactly("192.0.2.1 65535 5", "2001:db8:0:0:0:0:0:1 1 0", "192.0.2.1 65535 2048");
        assertThat(frame.refCnt()).isEqualTo(1);
        frame.release();
    }

    @Test
    void aBatchThatIsCutAnywhereIsRefusedOrEndsBetweenTwoDatagrams() {
        ByteBuf whole = batch();
        whole.skipBytes(Link.LENGTH_BYTES + 1);
        int refused = 0;
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.copy(whole.readerIndex(), length);
            try {
                DatagramBatch.number(cut);
                DatagramBatch.number(cut);
                assertThat(read(cut)).hasSizeLessThan(3);
            } catch (IOException e) {
                refused++;
            }
            assertThat(cut.refCnt()).isEqualTo(1);
            cut.release();
        }
        assertThat(refused).isEqualTo(whole.readableBytes() - 3); // all but after the head and after two datagrams
        whole.release();
    }

    @Test
    void aDatagramLongerThanAnyIsRefused() {
        ByteBuf frame = DatagramBatch.begin(UnpooledByteBufAllocator.DEFAULT, 0, 0);
        DatagramBatch.add(frame, V4, Unpooled.wrappedBuffer(new byte[2049]));
        frame.skipBytes(Link.LENGTH_BYTES + 1 + 4);
        assertThatThrownBy(() -> read(frame)).isInstanceOf(IOException.class).hasMessageContaining("wrong length");
        frame.release();
    }

    @Test
    void nonsenseLeaksNothing() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (random.nextBoolean() ? 4 : 16);
            }
            ByteBuf content = Unpooled.wrappedBuffer(bytes);
            try {
                read(content);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("a datagram");
            }
            assertThat(content.refCnt()).isEqualTo(1);
            content.release();
        }
    }
}
