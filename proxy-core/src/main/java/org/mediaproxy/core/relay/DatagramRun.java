package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Datagrams of equal size to one destination, of which the last may be smaller. Used again and again on one loop. */
final class DatagramRun {

    private final @Nullable ByteBuf[] parts = new @Nullable ByteBuf[DatagramOutput.MAX_SEGMENTS];
    private @Nullable DatagramOutput output;
    private @Nullable InetSocketAddress to;
    private int count;
    private int size;
    private int bytes;
    private boolean full;

    /** Whose run it is during this batch. */
    void lend(@Nullable DatagramOutput borrower) {
        output = borrower;
    }

    @Nullable
    DatagramOutput output() {
        return output;
    }

    /** Whether the datagram can be the next of the run; an empty one takes any. */
    boolean takes(ByteBuf payload, @Nullable InetSocketAddress destination) {
        int length = payload.readableBytes();
        return count == 0
                || (!full
                        && length <= size
                        && bytes + length <= DatagramOutput.MAX_RUN_BYTES
                        && Objects.equals(destination, to));
    }

    void add(ByteBuf payload, @Nullable InetSocketAddress destination) {
        int length = payload.readableBytes();
        if (count == 0) {
            to = destination;
            size = length;
        }
        parts[count++] = payload;
        bytes += length;
        full = length < size || count == parts.length;
    }

    int count() {
        return count;
    }

    /** Bytes in all. */
    int bytes() {
        return bytes;
    }

    /** Bytes of each datagram but the last. */
    int size() {
        return size;
    }

    @Nullable
    InetSocketAddress to() {
        return to;
    }

    /** The datagram's payload; the caller takes it over. */
    ByteBuf part(int index) {
        ByteBuf part = parts[index];
        if (part == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return part;
    }

    /**
     * All payloads in one buffer; the parts are released. From Netty's pool with fixed arenas, because its buffers copy
     * memory to memory where those of the adaptive one make two NIO buffers a copy.
     */
    ByteBuf join() {
        ByteBuf joined = PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
        for (int i = 0; i < count; i++) {
            ByteBuf part = part(i);
            joined.writeBytes(part, part.readerIndex(), part.readableBytes());
            part.release();
        }
        return joined;
    }

    /** Throws the payloads away. */
    void release() {
        for (int i = 0; i < count; i++) {
            part(i).release();
        }
        clear();
    }

    /** Forgets the payloads, which others have taken over. */
    void clear() {
        Arrays.fill(parts, 0, count, null);
        to = null;
        count = 0;
        size = 0;
        bytes = 0;
        full = false;
    }
}
