package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Datagrams of equal size to one destination, of which the last may be smaller. Used again and again on one loop. */
abstract class DatagramRun {

    private @Nullable DatagramOutput output;
    private @Nullable InetSocketAddress to;
    private int count;
    private int size;
    private int bytes;
    private boolean full;

    /** Whose run it is during this batch. */
    final void lend(@Nullable DatagramOutput borrower) {
        output = borrower;
    }

    final @Nullable DatagramOutput output() {
        return output;
    }

    /** Whether the datagram can be the next of the run; an empty one takes any. */
    final boolean takes(ByteBuf payload, @Nullable InetSocketAddress destination) {
        int length = payload.readableBytes();
        return count == 0
                || (!full
                        && length <= size
                        && bytes + length <= DatagramOutput.MAX_RUN_BYTES
                        && Objects.equals(destination, to)
                        && follows(payload));
    }

    /** Takes the payload over. */
    final void add(ByteBuf payload, @Nullable InetSocketAddress destination) {
        int length = payload.readableBytes();
        if (count == 0) {
            to = destination;
            size = length;
        }
        keep(payload);
        count++;
        bytes += length;
        full = length < size || count == DatagramOutput.MAX_SEGMENTS;
    }

    final int count() {
        return count;
    }

    /** Bytes in all. */
    final int bytes() {
        return bytes;
    }

    /** Bytes of each datagram but the last. */
    final int size() {
        return size;
    }

    final @Nullable InetSocketAddress to() {
        return to;
    }

    /** Whether it could be sent with those before it as far as its place in memory goes. */
    abstract boolean follows(ByteBuf payload);

    /** Takes over the payload that will be the one at {@link #count} and begin at {@link #bytes}. */
    abstract void keep(ByteBuf payload);

    /** A datagram's payload, asked for once; the caller releases it. */
    abstract ByteBuf part(int index);

    /** All payloads in one buffer, in place of the parts; the caller releases it. */
    abstract ByteBuf joined();

    /** Moves the payloads to memory of their own, so that waiting does not keep the buffer they were read into. */
    abstract void detach();

    abstract void releaseRest();

    /** Throws away what nobody has taken over, and is empty again. */
    final void clear() {
        releaseRest();
        to = null;
        count = 0;
        size = 0;
        bytes = 0;
        full = false;
    }
}
