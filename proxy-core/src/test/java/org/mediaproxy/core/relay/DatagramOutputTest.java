package org.mediaproxy.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.ByteCount;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.transport.Kinds;

final class DatagramOutputTest {

    private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 1);
    private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 2);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Counters counters = new Counters();
    private final ByteCount count = new ByteCount();
    private final DatagramLoop loop =
            new DatagramLoop(channel.eventLoop(), new DatagramCounters(counters, "test"), 1_000_000_000L);
    private final List<ByteBuf> payloads = new ArrayList<>();
    private byte next;

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        assertThat(payloads).allMatch(payload -> payload.refCnt() == 0);
    }

    private DatagramOutput output(boolean segments) {
        return new DatagramOutput(loop, channel, Side.CLIENT, count, null, false, segments);
    }

    /** For datagrams that {@link #adjacent} makes. */
    private DatagramOutput adjacentOutput(boolean segments) {
        return new DatagramOutput(loop, channel, Side.CLIENT, count, null, true, segments);
    }

    /** A buffer as a read begins with it. */
    private ByteBuf readBuffer() {
        ByteBuf buffer = Unpooled.directBuffer(1000);
        payloads.add(buffer);
        return buffer;
    }

    /** The next datagram that is read into the buffer. */
    private ByteBuf adjacent(ByteBuf buffer, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, next++);
        return buffer.readerIndex(buffer.writerIndex()).writeBytes(bytes).retain();
    }

    /** A payload whose bytes all say which one it is. */
    private ByteBuf payload(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) payloads.size());
        ByteBuf payload = Unpooled.directBuffer(size).writeBytes(bytes);
        payloads.add(payload);
        return payload;
    }

    /** What left the channel, each packet as its number of datagrams, their size and the size of the last. */
    private String written() {
        StringBuilder all = new StringBuilder();
        int next = 0;
        for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            DatagramPacket packet = (DatagramPacket) message;
            int length = packet.content().readableBytes();
            int size = packet instanceof SegmentedDatagramPacket run ? run.segmentSize() : length;
            int datagrams = (length + size - 1) / size;
            for (int i = 0; i < length; i++) {
                assertThat(packet.content().getByte(i)).isEqualTo((byte) (next + i / size));
            }
            next += datagrams;
            all.append(all.length() == 0 ? "" : " ")
                    .append(packet.recipient().getPort())
                    .append(':')
                    .append(datagrams);
            all.append('x').append(size).append(length % size == 0 ? "" : "+" + length % size);
            ReferenceCountUtil.release(message);
        }
        return all.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1:1x10",
        "10 10 10, 1:3x10",
        "10 10 7, 1:3x10+7",
        "10 10 7 7, 1:3x10+7 1:1x7",
        "10 7 10, 1:2x10+7 1:1x10",
        "7 10 10, 1:1x7 1:2x10",
        "7 8 9, 1:1x7 1:1x8 1:1x9",
        "1200 1200 1200 1063 1200 1200, 1:4x1200+1063 1:2x1200",
    })
    void datagramsOfEqualSizeLeaveAsOneRunWhoseLastMayBeSmaller(String sizes, String expected) {
        DatagramOutput output = output(true);
        for (String size : sizes.split(" ")) {
            output.add(payload(Integer.parseInt(size)), A);
        }
        loop.endBatch();
        assertThat(written()).isEqualTo(expected);
        assertThat(counters.sum(DatagramRelays.PACKETS)).isEqualTo(sizes.split(" ").length);
        assertThat(counters.sum(Relay.BYTES)).isEqualTo(count.get());
    }

    @ParameterizedTest
    @CsvSource({
        "true, 10, 1:1x10",
        "true, 10 10 10, 1:3x10",
        "true, 10 10 7 7, 1:3x10+7 1:1x7",
        "true, 7 10 10, 1:1x7 1:2x10",
        "true, 10 10 7 10 10, 1:3x10+7 1:2x10",
        "false, 10 10 7, 1:1x10 1:1x10 1:1x7",
    })
    void datagramsThatLieInOneBufferLeaveFromThere(boolean segments, String sizes, String expected) {
        ByteBuf buffer = readBuffer();
        DatagramOutput output = adjacentOutput(segments);
        for (String size : sizes.split(" ")) {
            output.add(adjacent(buffer, Integer.parseInt(size)), A);
        }
        buffer.release();
        loop.endBatch();
        for (Object message : channel.outboundMessages()) {
            assertThat(((DatagramPacket) message).content().memoryAddress())
                    .isBetween(buffer.memoryAddress(), buffer.memoryAddress() + 1000);
        }
        assertThat(written()).isEqualTo(expected);
        assertThat(counters.sum(DatagramRelays.PACKETS)).isEqualTo(sizes.split(" ").length);
        assertThat(counters.sum(Relay.BYTES)).isEqualTo(count.get());
    }

    @Test
    void aDatagramThatGoesElsewhereEndsTheRunInItsBuffer() {
        ByteBuf buffer = readBuffer();
        DatagramOutput output = adjacentOutput(true);
        output.add(adjacent(buffer, 5), A);
        output.add(adjacent(buffer, 5), A);
        adjacent(buffer, 5).release();
        next = 2;
        output.add(adjacent(buffer, 5), A);
        output.add(adjacent(buffer, 5), A);
        buffer.release();
        loop.endBatch();
        assertThat(written()).isEqualTo("1:2x5 1:2x5");
    }

    @Test
    void aRunInABufferThatTheKernelWillNotCutIsSentAgainInParts() {
        needNativeErrors();
        channel.pipeline().addLast(new Refusing(-5));
        ByteBuf buffer = readBuffer();
        DatagramOutput output = adjacentOutput(true);
        output.add(adjacent(buffer, 5), A);
        output.add(adjacent(buffer, 5), A);
        output.add(adjacent(buffer, 3), A);
        buffer.release();
        loop.endBatch();
        assertThat(written()).isEqualTo("1:1x5 1:1x5 1:1x3");
        assertThat(counters.sum(DatagramRelays.UNSEGMENTED)).isEqualTo(1);
    }

    /** As little as one datagram would keep a buffer of 64 KiB, and there may be thousands. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatHasToWaitForLongKeepsNoReadBuffer(boolean adjacent) {
        int waiting = channel.config().getWriteBufferHighWaterMark() / 16 + 1;
        channel.unsafe().outboundBuffer().addMessage(Unpooled.buffer(), waiting, channel.newPromise());
        ByteBuf buffer = readBuffer();
        DatagramOutput output = adjacent ? adjacentOutput(true) : output(true);
        for (int i = 0; i < 4; i++) {
            ByteBuf payload = adjacent(buffer, i < 3 ? 5 : 6);
            output.add(adjacent ? payload : payload.slice(), A);
        }
        buffer.release();
        loop.endBatch();
        assertThat(buffer.refCnt()).isZero();
        assertThat(channel.outboundMessages()).hasSize(3);
        channel.readOutbound();
        assertThat(written()).isEqualTo("1:3x5 1:1x6");
    }

    @Test
    void aSocketThatTakesNoMoreCostsTheDatagramsInABuffer() {
        ByteBuf buffer = readBuffer();
        DatagramOutput output = adjacentOutput(true);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        output.add(adjacent(buffer, 5), A);
        output.add(adjacent(buffer, 5), A);
        buffer.release();
        loop.endBatch();
        assertThat(written()).isEmpty();
        assertThat(dropped(DatagramDrop.CONGESTED)).isEqualTo(2);
    }

    @Test
    void aRunEndsWhereTheDestinationChanges() {
        DatagramOutput output = output(true);
        output.add(payload(5), A);
        output.add(payload(5), A);
        output.add(payload(5), B);
        output.add(payload(5), A);
        loop.endBatch();
        assertThat(written()).isEqualTo("1:2x5 2:1x5 1:1x5");
    }

    @Test
    void aRunHasNoMoreDatagramsThanTheKernelCuts() {
        DatagramOutput output = output(true);
        IntStream.range(0, 130).forEach(i -> output.add(payload(5), A));
        loop.endBatch();
        assertThat(written()).isEqualTo("1:64x5 1:64x5 1:2x5");
    }

    @Test
    void aRunHasNoMoreBytesThanOnePacketOfIp() {
        DatagramOutput output = output(true);
        IntStream.range(0, 34).forEach(i -> output.add(payload(2000), A));
        loop.endBatch();
        assertThat(written()).isEqualTo("1:32x2000 1:2x2000");
    }

    @Test
    void withoutSegmentsEachDatagramLeavesAlone() {
        DatagramOutput output = output(false);
        output.add(payload(5), A);
        output.add(payload(5), A);
        loop.endBatch();
        assertThat(written()).isEqualTo("1:1x5 1:1x5");
    }

    @Test
    void aDatagramOfTheProtocolsOwnLeavesAtOnceButInOrder() {
        DatagramOutput output = output(true);
        output.add(payload(5), A);
        output.add(payload(5), A);
        output.send(payload(5), A);
        assertThat(written()).isEqualTo("1:2x5 1:1x5");
        loop.endBatch();
        assertThat(written()).isEmpty();
    }

    @Test
    void aSocketThatTakesNoMoreCostsTheBatch() {
        DatagramOutput output = output(true);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        output.add(payload(5), A);
        output.add(payload(5), A);
        loop.endBatch();
        assertThat(written()).isEmpty();
        assertThat(dropped(DatagramDrop.CONGESTED)).isEqualTo(2);
        assertThat(counters.sum(DatagramRelays.PACKETS)).isZero();
    }

    @Test
    void aClosedSocketCostsTheBatch() {
        DatagramOutput output = output(true);
        output.add(payload(5), A);
        channel.close();
        loop.endBatch();
        assertThat(dropped(DatagramDrop.ENDED)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"-5", "-22", "-90"})
    void aRunThatTheKernelWillNotCutIsSentAgainInPartsAndNoneIsTriedAfterIt(int error) {
        needNativeErrors();
        channel.pipeline().addLast(new Refusing(error));
        DatagramOutput output = output(true);
        output.add(payload(5), A);
        output.add(payload(5), A);
        output.add(payload(3), A);
        loop.endBatch();
        assertThat(written()).isEqualTo("1:1x5 1:1x5 1:1x3");
        assertThat(counters.sum(DatagramRelays.UNSEGMENTED)).isEqualTo(1);
        payloads.clear();
        output.add(payload(5), A);
        output.add(payload(5), A);
        loop.endBatch();
        assertThat(written()).isEqualTo("1:1x5 1:1x5");
        assertThat(counters.sum(DatagramRelays.UNSEGMENTED)).isEqualTo(1);
        assertThat(counters.sum(DatagramRelays.DROPPED)).isZero();
    }

    @Test
    void aRunThatFailsForAnotherReasonIsLostAndCounted() {
        needNativeErrors();
        channel.pipeline().addLast(new Refusing(-101)); // ENETUNREACH
        channel.pipeline().addLast(new ClientDatagrams(new DatagramPort((port, socket, packet) -> {}), loop));
        DatagramOutput output = output(true);
        output.add(payload(5), A);
        output.add(payload(5), A);
        output.add(payload(5), A);
        loop.endBatch();
        assertThat(written()).isEmpty();
        assertThat(dropped(DatagramDrop.UNSENT)).isEqualTo(3);
        assertThat(counters.sum(DatagramRelays.UNSEGMENTED)).isZero();
    }

    /** Only a native transport has the errors that are looked at, and must be loaded to make one. */
    private static void needNativeErrors() {
        assertThat(Kinds.available()).contains("epoll");
    }

    private long dropped(DatagramDrop reason) {
        return counters.counter(DatagramRelays.DROPPED, "protocol", "test", "reason", reason.label())
                .sum();
    }

    /** A kernel that refuses runs. */
    private static final class Refusing extends ChannelOutboundHandlerAdapter {

        private final int error;

        Refusing(int error) {
            this.error = error;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof SegmentedDatagramPacket) {
                ReferenceCountUtil.release(message);
                promise.setFailure(new Errors.NativeIoException("sendmmsg", error, false));
            } else {
                ctx.write(message, promise);
            }
        }
    }
}
