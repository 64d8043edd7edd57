package org.mediaproxy.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Gives all datagram sockets of a thread one buffer to read into, for as long as nobody keeps any of it from one read to
 * the next; who does gets to keep it, and another takes its place. A read of many datagrams needs a large buffer, and a
 * relay has done with it by the time of the next read. From Netty's pool with fixed arenas, since its slices are used
 * again.
 */
final class ReusedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Bytes of the buffer, the same for every socket of a thread. */
    private static final int SIZE = 32 * UdpListener.MAX_PAYLOAD;

    private static final FastThreadLocal<ByteBuf> BUFFER = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(ByteBuf buffer) {
            buffer.release();
        }
    };

    private final @Nullable Channel channel;

    private ReusedReadBuffer(int reads, @Nullable Channel channel) {
        super(reads);
        this.channel = channel;
    }

    /** For sockets that read many datagrams by one call, once each time they are ready, each into a part of its own. */
    static ReusedReadBuffer atOnce() {
        return new ReusedReadBuffer(1, null);
    }

    /**
     * For a connected socket that reads one datagram a call, until none is left or there were 64: each behind the last one
     * in the same buffer, whose readable bytes are the last one that was read.
     */
    static ReusedReadBuffer adjacent(Channel channel) {
        return new ReusedReadBuffer(64, channel);
    }

    @Override
    @SuppressWarnings("deprecation") // its only interface
    public Handle newHandle() {
        return channel == null ? new AtOnce() : new Adjacent(channel);
    }

    /** The buffer, empty, with one reference more than the thread's own. */
    private static ByteBuf cleared() {
        ByteBuf buffer = BUFFER.getIfExists();
        if (buffer != null && buffer.refCnt() == 1) {
            return buffer.clear().retain();
        }
        if (buffer != null) {
            buffer.release();
        }
        ByteBuf fresh = PooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE);
        BUFFER.set(fresh);
        return fresh.retain();
    }

    private class AtOnce extends MaxMessageHandle {

        @Override
        public int guess() {
            return SIZE;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            return cleared();
        }
    }

    private final class Adjacent extends AtOnce {

        private final Channel channel;
        private boolean begun;
        private int writable;

        Adjacent(Channel channel) {
            this.channel = channel;
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
                ByteBuf open = BUFFER.get();
                buffer = open.readerIndex(open.writerIndex()).retain();
            } else {
                begun = true;
                buffer = cleared();
            }
            writable = buffer.writableBytes();
            return buffer;
        }

        /**
         * As long as there is room for another, and one was there. Netty reads on where a datagram has made its handler
         * close the socket, and the descriptor may be another's by then, whose bytes would be taken.
         */
        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return writable - lastBytesRead() >= UdpListener.MAX_PAYLOAD
                    && channel.isOpen()
                    && super.continueReading(maybeMoreData);
        }
    }
}
