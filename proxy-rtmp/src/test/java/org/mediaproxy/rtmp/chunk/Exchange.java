package org.mediaproxy.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One byte stream given to one reader in pieces, with the checks that hold for every stream. */
final class Exchange implements AutoCloseable {
    static final int MAX_MESSAGE = 65_536;

    final List<String> messages = new ArrayList<>();
    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    private final byte[] bytes;
    final ChunkReader reader;
    private int fed;

    Exchange(byte[] bytes) {
        this(bytes, null);
    }

    Exchange(byte[] bytes, ChunkReader.@Nullable HeaderListener listener) {
        this.bytes = bytes;
        reader = new ChunkReader(type -> type != RtmpMessage.VIDEO, MAX_MESSAGE, alloc, listener);
    }

    /** Feeds the bytes up to that offset as one piece. */
    void feedUpTo(int end) {
        ByteBuf piece = Unpooled.wrappedBuffer(bytes, fed, end - fed);
        int start = fed;
        fed = end;
        while (piece.isReadable()) {
            RtmpMessage message = reader.read(piece);
            assertThat(reader.position()).isEqualTo(start + piece.readerIndex());
            assertThat(reader.pendingStart()).isBetween(0L, reader.position());
            if (message != null) {
                messages.add(describe(message));
                checkPositions(message);
                message.release();
            } else {
                assertThat(piece.isReadable()).isFalse();
            }
        }
    }

    private void checkPositions(RtmpMessage message) {
        ByteBuf payload = message.payload();
        if (payload == null) {
            return;
        }
        assertThat(payload.readableBytes()).isEqualTo(message.length());
        for (int i = 0; i < message.length(); i++) {
            if (payload.getByte(i) != bytes[(int) message.payloadPosition(i)]) {
                fail("byte %d of %s does not stand at %d", i, message, message.payloadPosition(i));
            }
        }
    }

    private static String describe(RtmpMessage message) {
        ByteBuf payload = message.payload();
        return "type=%d csid=%d stream=%d t=%d at=%d %s"
                .formatted(
                        message.type(),
                        message.csid(),
                        message.streamId(),
                        message.timestamp(),
                        message.start(),
                        payload == null ? "length " + message.length() : ByteBufUtil.hexDump(payload));
    }

    /** Closes the reader, and fails when a payload is left. */
    @Override
    public void close() {
        reader.close();
        assertThat(alloc.metric().usedHeapMemory()).as("bytes leaked").isZero();
    }
}
