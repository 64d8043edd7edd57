package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Datagrams that were read one behind another into one buffer, whose indices move on with each. */
final class AdjacentRun extends DatagramRun {

    private @Nullable ByteBuf buffer;
    private int start;

    @Override
    @SuppressWarnings("ReferenceEquality") // the same memory, whatever is in it
    boolean follows(ByteBuf payload) {
        return payload == buffer && payload.readerIndex() == start + bytes();
    }

    @Override
    void keep(ByteBuf payload) {
        if (buffer == null) {
            buffer = payload;
            start = payload.readerIndex();
        } else {
            payload.release(); // one reference for all
        }
    }

    private ByteBuf buffer() {
        ByteBuf open = buffer;
        if (open == null) {
            throw new IllegalStateException("an empty run");
        }
        return open;
    }

    @Override
    ByteBuf part(int index) {
        int from = index * size();
        return buffer().retainedSlice(start + from, Math.min(size(), bytes() - from));
    }

    @Override
    ByteBuf joined() {
        return buffer().retainedSlice(start, bytes());
    }

    @Override
    void detach() {
        ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(bytes(), bytes());
        copy.writeBytes(buffer(), start, bytes());
        buffer().release();
        buffer = copy;
        start = 0;
    }

    @Override
    void releaseRest() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
