package org.mediaproxy.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Gives all datagram sockets of a thread one buffer to read into, for as long as nobody keeps any of it from one read to
 * the next; who does gets to keep it, and another takes its place. A read of many datagrams needs a large buffer, and a
 * relay has done with it by the time of the next read. From Netty's pool with fixed arenas, since its slices, one for
 * each datagram, are used again.
 */
final class ReusedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    private static final FastThreadLocal<ByteBuf> BUFFER = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(ByteBuf buffer) {
            buffer.release();
        }
    };

    private final int size;

    /** Buffers of the size in bytes; one of these for each size, and one size for all sockets of a thread. */
    ReusedReadBuffer(int size) {
        super(1);
        this.size = size;
    }

    @Override
    @SuppressWarnings("deprecation") // its only interface
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return size;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator alloc) {
                ByteBuf buffer = BUFFER.getIfExists();
                if (buffer != null && buffer.refCnt() == 1) {
                    return buffer.clear().retain();
                }
                if (buffer != null) {
                    buffer.release();
                }
                ByteBuf fresh = PooledByteBufAllocator.DEFAULT.directBuffer(size, size);
                BUFFER.set(fresh);
                return fresh.retain();
            }
        };
    }
}
