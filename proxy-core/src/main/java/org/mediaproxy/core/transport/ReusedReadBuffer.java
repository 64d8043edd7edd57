package org.mediaproxy.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Gives all datagram sockets of a thread one buffer to read into, for as long as nobody keeps any of it from one read to
 * the next; who does gets to keep it, and another takes its place. A read of many datagrams needs a large buffer, and a
 * relay has done with it by the time of the next read. From Netty's pool with fixed arenas, since its slices are used
 * again.
 */
final class ReusedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Datagrams that are few. */
    private static final int FEW = 4;

    private static final ThreadBuffer LARGE = new ThreadBuffer(32 * UdpListener.MAX_PAYLOAD);
    private static final ThreadBuffer SMALL = new ThreadBuffer(FEW * UdpListener.MAX_PAYLOAD);

    private final boolean adjacent;

    private ReusedReadBuffer(boolean adjacent) {
        super(64);
        this.adjacent = adjacent;
    }

    /**
     * For sockets that read many datagrams by one call, once each time they are ready, each into a part of its own. Places
     * for 32 cost more to prepare than one datagram does to read, so where few came the last time there are four; if
     * those are filled the socket is read once more, with places for many.
     */
    static ReusedReadBuffer atOnce() {
        return new ReusedReadBuffer(false);
    }

    /**
     * For connected sockets that read one datagram a call, until none is left or there were 64: each behind the last one
     * in the same buffer, whose readable bytes are the last one that was read.
     */
    static ReusedReadBuffer adjacent() {
        return new ReusedReadBuffer(true);
    }

    @Override
    @SuppressWarnings("deprecation") // its only interface
    public Handle newHandle() {
        return adjacent ? new Adjacent() : new AtOnce();
    }

    /** One buffer for each thread. */
    private static final class ThreadBuffer extends FastThreadLocal<ByteBuf> {

        private final int size;

        ThreadBuffer(int size) {
            this.size = size;
        }

        /** The buffer, empty, with one reference more than the thread's own. */
        ByteBuf cleared() {
            ByteBuf buffer = getIfExists();
            if (buffer != null && buffer.refCnt() == 1) {
                return buffer.clear().retain();
            }
            if (buffer != null) {
                buffer.release();
            }
            ByteBuf fresh = PooledByteBufAllocator.DEFAULT.directBuffer(size, size);
            set(fresh);
            return fresh.retain();
        }

        @Override
        protected void onRemoval(ByteBuf buffer) {
            buffer.release();
        }
    }

    private final class AtOnce extends MaxMessageHandle {

        private boolean many = true;

        @Override
        public int guess() {
            return LARGE.size;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            return (many ? LARGE : SMALL).cleared();
        }

        /** Asked behind each read that brought something, with all bytes of the places that were filled. */
        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            boolean wasMany = many;
            many = lastBytesRead() >= SMALL.size;
            return many && !wasMany && super.continueReading(maybeMoreData);
        }
    }

    private final class Adjacent extends MaxMessageHandle {

        private boolean begun;
        private int writable;

        @Override
        public int guess() {
            return LARGE.size;
        }

        @Override
        public void reset(ChannelConfig config) {
            super.reset(config);
            begun = false;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            ByteBuf buffer;
            if (begun) {
                ByteBuf open = LARGE.get();
                buffer = open.readerIndex(open.writerIndex()).retain();
            } else {
                begun = true;
                buffer = LARGE.cleared();
            }
            writable = buffer.writableBytes();
            return buffer;
        }

        /** As long as there is room for another, and one was there. */
        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return writable - lastBytesRead() >= UdpListener.MAX_PAYLOAD && super.continueReading(maybeMoreData);
        }
    }
}
