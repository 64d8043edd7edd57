package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Datagrams that have a buffer each. */
final class SeparateRun extends DatagramRun {

    private final @Nullable ByteBuf[] parts = new @Nullable ByteBuf[DatagramOutput.MAX_SEGMENTS];

    @Override
    boolean follows(ByteBuf payload) {
        return true;
    }

    @Override
    void keep(ByteBuf payload) {
        parts[count()] = payload;
    }

    @Override
    ByteBuf part(int index) {
        ByteBuf part = parts[index];
        if (part == null) {
            throw new IndexOutOfBoundsException(index);
        }
        parts[index] = null;
        return part;
    }

    /**
     * Copied together, because a buffer of many parts costs objects for each part, where a copy of bytes that have just
     * been read costs next to nothing. From Netty's pool with fixed arenas, because its buffers copy memory to memory where
     * those of the adaptive one make two NIO buffers a copy.
     */
    @Override
    ByteBuf joined() {
        ByteBuf joined = PooledByteBufAllocator.DEFAULT.directBuffer(bytes(), bytes());
        for (int i = 0; i < count(); i++) {
            ByteBuf part = part(i);
            joined.writeBytes(part, part.readerIndex(), part.readableBytes());
            part.release();
        }
        return joined;
    }

    @Override
    void detach() {
        for (int i = 0; i < count(); i++) {
            ByteBuf part = part(i);
            int length = part.readableBytes();
            parts[i] = PooledByteBufAllocator.DEFAULT
                    .directBuffer(length, length)
                    .writeBytes(part, part.readerIndex(), length);
            part.release();
        }
    }

    @Override
    void releaseRest() {
        for (int i = 0; i < count(); i++) {
            ByteBuf part = parts[i];
            if (part != null) {
                parts[i] = null;
                part.release();
            }
        }
    }
}
