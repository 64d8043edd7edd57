package org.mediaproxy.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChunkReaderTest {
    static Stream<ChunkCase> valid() {
        return ChunkCase.VALID.stream();
    }

    static Stream<ChunkCase> malformed() {
        return ChunkCase.MALFORMED.stream();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void messagesAreTheSameHoweverTheBytesAreCut(ChunkCase chunkCase) {
        byte[] bytes = chunkCase.bytes();
        for (int cut = 0; cut <= bytes.length; cut++) {
            try (Exchange exchange = new Exchange(bytes)) {
                exchange.feedUpTo(cut);
                exchange.feedUpTo(bytes.length);
                assertComplete(chunkCase, exchange);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void messagesAreTheSameByteByByte(ChunkCase chunkCase) {
        byte[] bytes = chunkCase.bytes();
        try (Exchange exchange = new Exchange(bytes)) {
            for (int end = 1; end <= bytes.length; end++) {
                exchange.feedUpTo(end);
            }
            assertComplete(chunkCase, exchange);
        }
    }

    private static void assertComplete(ChunkCase chunkCase, Exchange exchange) {
        assertThat(exchange.messages).isEqualTo(chunkCase.messages());
        assertThat(exchange.reader.atBoundary()).isTrue();
        assertThat(exchange.reader.position()).isEqualTo(chunkCase.bytes().length);
        assertThat(exchange.reader.pendingStart()).isEqualTo(exchange.reader.position());
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedBytesAreRefusedHoweverTheyAreCut(ChunkCase chunkCase) {
        byte[] bytes = chunkCase.bytes();
        for (int cut = 0; cut < bytes.length; cut++) {
            try (Exchange exchange = new Exchange(bytes)) {
                exchange.feedUpTo(cut);
                assertThatThrownBy(() -> exchange.feedUpTo(bytes.length))
                        .isInstanceOf(RtmpFormatException.class)
                        .hasNoSuppressedExceptions();
            }
        }
    }

    @Test
    void pendingStartIsTheHeadersFirstByteUntilTheHeaderIsComplete() {
        byte[] bytes =
                ByteBufUtil.decodeHexDump("0400000000000208" + "01000000" + "aabb" + "44000000000001" + "08" + "cc");
        try (Exchange exchange = new Exchange(bytes)) {
            exchange.feedUpTo(11);
            assertThat(exchange.reader.pendingStart()).isZero();
            assertThat(exchange.reader.atBoundary()).isFalse();
            exchange.feedUpTo(13);
            assertThat(exchange.reader.pendingStart()).isEqualTo(13);
            assertThat(exchange.reader.atBoundary()).isFalse();
            exchange.feedUpTo(14);
            assertThat(exchange.reader.atBoundary()).isTrue();
            exchange.feedUpTo(20);
            assertThat(exchange.reader.pendingStart()).isEqualTo(14);
            assertThat(exchange.reader.atBoundary()).isFalse();
        }
    }

    @Test
    void streamIdsAreReportedWhenTheHeaderIsCompleteNotTheMessage() {
        byte[] bytes = ByteBufUtil.decodeHexDump("0400000000000208" + "05000000" + "aabb" + "44000000000001" + "08"
                + "cc" + "0000ffffff00000108" + "07000000" + "01000000");
        List<String> seen = new ArrayList<>();
        try (Exchange exchange = new Exchange(bytes, (position, streamId) -> seen.add(position + ":" + streamId))) {
            exchange.feedUpTo(12);
            assertThat(seen).containsExactly("8:5");
            exchange.feedUpTo(bytes.length - 1);
            assertThat(seen).containsExactly("8:5");
            exchange.feedUpTo(bytes.length);
            assertThat(seen).containsExactly("8:5", "32:7");
        }
    }

    @Test
    void chunkSizeFollowsThePeer() {
        try (Exchange exchange =
                new Exchange(ByteBufUtil.decodeHexDump("0200000000000401" + "00000000" + "00001000"))) {
            assertThat(exchange.reader.chunkSize()).isEqualTo(128);
            exchange.feedUpTo(16);
            assertThat(exchange.reader.chunkSize()).isEqualTo(4096);
        }
    }

    @Test
    void chunkStreamsAreLimited() {
        ChunkReader reader = new ChunkReader(type -> true, 1000, UnpooledByteBufAllocator.DEFAULT);
        for (int csid = 64; csid < 128; csid++) {
            assertThat(reader.read(empty(csid))).isNotNull();
        }
        assertThatThrownBy(() -> reader.read(empty(128))).isInstanceOf(RtmpFormatException.class);
        reader.close();
    }

    private static ByteBuf empty(int csid) {
        return Unpooled.wrappedBuffer(new byte[] {0, (byte) (csid - 64), 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0});
    }

    @Test
    void chunksOfOneMessageAreLimitedWhenItsPositionsAreRemembered() {
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
        ChunkReader reader = new ChunkReader(type -> true, 1 << 20, alloc);
        ByteBuf bytes = Unpooled.buffer();
        RtmpControl.setChunkSize(bytes, 1);
        ChunkWriter writer = new ChunkWriter();
        writer.setChunkSize(1);
        writer.write(bytes, 4, RtmpMessage.AUDIO, 1, 0, Unpooled.wrappedBuffer(new byte[PayloadLayout.MAX_CHUNKS + 1]));
        assertThat(reader.read(bytes)).isNotNull().satisfies(RtmpMessage::release);
        assertThatThrownBy(() -> reader.read(bytes)).isInstanceOf(RtmpFormatException.class);
        reader.close();
        assertThat(alloc.metric().usedHeapMemory()).isZero();
    }

    @Test
    void aDeclaredLengthAllocatesLittle() {
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
        ChunkReader reader = new ChunkReader(type -> true, 0xFFFFFF, alloc);
        assertThat(reader.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("04000000ffffff0801000000aa"))))
                .isNull();
        assertThat(alloc.metric().usedHeapMemory()).isBetween(1L, 8192L);
        reader.close();
        reader.close();
        assertThat(alloc.metric().usedHeapMemory()).isZero();
    }

    @Test
    void messageThatWasNotKeptHasNoPositions() {
        ChunkReader reader = new ChunkReader(type -> false, 1000, UnpooledByteBufAllocator.DEFAULT);
        RtmpMessage message =
                reader.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("02000000000004010000000000001000")));
        assertThat(message).isNotNull();
        assertThat(message.payload()).isNull();
        assertThat(reader.chunkSize()).isEqualTo(4096);
        assertThatThrownBy(() -> message.payloadPosition(0)).isInstanceOf(IllegalStateException.class);
        message.release();
        reader.close();
    }

    @Test
    void positionsBeyondThePayloadAreRefusedAndReleasingTwiceIsHarmless() {
        ChunkReader reader = new ChunkReader(type -> true, 1000, UnpooledByteBufAllocator.DEFAULT);
        RtmpMessage message =
                reader.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("0400000000000108" + "01000000" + "aa")));
        assertThat(message).isNotNull();
        assertThatThrownBy(() -> message.payloadPosition(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> message.payloadPosition(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        message.release();
        message.release();
        reader.close();
    }
}
