package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads as Netty's datagram channel of epoll does it: a buffer for each call, and a question behind it. */
final class ReusedReadBufferTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ExtendedHandle adjacent =
            (ExtendedHandle) ReusedReadBuffer.adjacent(channel).newHandle();
    private final ExtendedHandle atOnce =
            (ExtendedHandle) ReusedReadBuffer.atOnce().newHandle();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        FastThreadLocal.removeAll(); // as the end of an event loop's thread does
    }

    private ByteBuf allocate(ExtendedHandle handle) {
        return handle.allocate(ByteBufAllocator.DEFAULT);
    }

    /** One call that brings a datagram of that size. */
    private ByteBuf read(ExtendedHandle handle, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) size);
        ByteBuf buffer = allocate(handle).writeBytes(bytes);
        handle.lastBytesRead(size);
        handle.incMessagesRead(1);
        return buffer;
    }

    private boolean goesOn(ExtendedHandle handle) {
        return handle.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER);
    }

    @Test
    void eachDatagramLiesBehindTheLast() {
        adjacent.reset(channel.config());
        ByteBuf first = read(adjacent, 10);
        assertThat(goesOn(adjacent)).isTrue();
        ByteBuf second = read(adjacent, 7);
        assertThat(second).isSameAs(first);
        assertThat(second.readerIndex()).isEqualTo(10);
        assertThat(second.readableBytes()).isEqualTo(7);
        assertThat(second.refCnt()).isEqualTo(3); // one for each, and the thread's
        second.release(2);
        adjacent.reset(channel.config());
        ByteBuf next = read(adjacent, 3);
        assertThat(next).isSameAs(first);
        assertThat(next.readerIndex()).isZero();
        next.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1316, 2047})
    void aReadEndsBehind64DatagramsOrWhereThereIsNoRoomForAnother(int size) {
        adjacent.reset(channel.config());
        int datagrams = 0;
        ByteBuf buffer;
        do {
            buffer = read(adjacent, size);
            datagrams++;
        } while (goesOn(adjacent));
        int room = 32 * UdpListener.MAX_PAYLOAD - datagrams * size;
        assertThat(buffer.writableBytes()).isEqualTo(room);
        if (datagrams < 64) {
            assertThat(room).isBetween(0, UdpListener.MAX_PAYLOAD - 1);
        }
        assertThat(datagrams).isEqualTo(Math.min(64, 1 + (31 * UdpListener.MAX_PAYLOAD) / size));
        buffer.release(datagrams);
    }

    /** The kernel gives its descriptor to the next socket of the process. */
    @Test
    void aSocketThatItsHandlerHasClosedIsNotReadOn() {
        adjacent.reset(channel.config());
        ByteBuf last = read(adjacent, 5);
        channel.close();
        assertThat(goesOn(adjacent)).isFalse();
        last.release();
    }

    @Test
    void whatSomebodyKeepsIsNotReadIntoAgain() {
        adjacent.reset(channel.config());
        ByteBuf kept = read(adjacent, 5);
        for (ExtendedHandle handle : new ExtendedHandle[] {adjacent, atOnce}) {
            handle.reset(channel.config());
            ByteBuf other = read(handle, 6);
            assertThat(other).isNotSameAs(kept);
            other.release();
        }
        assertThat(kept.refCnt()).isEqualTo(1);
        assertThat(kept.readByte()).isEqualTo((byte) 5);
        kept.release();
    }

    @Test
    void allSocketsOfAThreadReadIntoOneBuffer() {
        atOnce.reset(channel.config());
        ByteBuf first = read(atOnce, 5);
        assertThat(goesOn(atOnce)).isFalse();
        first.release();
        adjacent.reset(channel.config());
        ByteBuf second = read(adjacent, 5);
        assertThat(second).isSameAs(first);
        second.release();
    }
}
