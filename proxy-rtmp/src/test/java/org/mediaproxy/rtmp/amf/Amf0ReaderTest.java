package org.mediaproxy.rtmp.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;

final class Amf0ReaderTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("003ff8000000000000", 1.5),
                Arguments.of("0101", true),
                Arguments.of("0100", false),
                Arguments.of("0200036c6976", "liv"),
                Arguments.of("020000", ""),
                Arguments.of("05", AmfNull.NULL),
                Arguments.of("06", AmfNull.UNDEFINED),
                Arguments.of("0d", AmfNull.UNDEFINED),
                Arguments.of("03000161" + "0101" + "000009", Map.of("a", true)),
                Arguments.of("03000009", Map.of()),
                Arguments.of("03" + "0000" + "05" + "000009", Map.of("", AmfNull.NULL)),
                Arguments.of("08ffffffff000161" + "05" + "000009", Map.of("a", AmfNull.NULL)),
                Arguments.of("0a00000002" + "0101" + "05", List.of(true, AmfNull.NULL)),
                Arguments.of("0b" + "4000000000000000" + "ffc4", new AmfDate(2, (short) -60)),
                Arguments.of("0c00000002" + "6869", "hi"),
                Arguments.of("0f00000002" + "6869", "hi"),
                Arguments.of("10000143" + "000161" + "05" + "000009", Map.of("a", AmfNull.NULL)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesAreReadAndEveryCutOfThemIsRefused(String hex, Object value) {
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        for (int cut = 0; cut < in.readableBytes(); cut++) {
            ByteBuf part = in.slice(0, cut);
            assertThatThrownBy(() -> Amf0Reader.read(part)).isInstanceOf(RtmpFormatException.class);
        }
        assertThat(Amf0Reader.read(in)).isEqualTo(value);
        assertThat(in.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04", // movie clip
                "070001", // reference
                "09", // end of nothing
                "0e", // record set
                "12", // never assigned
                "0cffffffff61", // long string of 4 GiB
                "0c7fffffff61",
                "0affffffff05", // array of 4 billion
                "02ffff61",
            })
    void whatCannotBeReadIsRefused(String hex) {
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        assertThatThrownBy(() -> Amf0Reader.read(in)).isInstanceOf(RtmpFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"03000161", "0800000001000161", "100000000161", "0a00000001"})
    void nestingEndsAtThirtyTwo(String opening) {
        String closing = opening.startsWith("0a") ? "" : "000009";
        Object deepest = Amf0Reader.read(nested(opening, closing, 32));
        assertThat(deepest).isInstanceOfAny(Map.class, List.class);
        assertThatThrownBy(() -> Amf0Reader.read(nested(opening, closing, 33))).isInstanceOf(RtmpFormatException.class);
    }

    private static ByteBuf nested(String opening, String closing, int depth) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(opening.repeat(depth) + "05" + closing.repeat(depth)));
    }

    @Test
    void objectsKeepTheirOrder() {
        ByteBuf in = Unpooled.wrappedBuffer(
                ByteBufUtil.decodeHexDump("03" + "00017a05" + "00016105" + "00016d05" + "000009"));
        assertThat(Amf0Reader.read(in)).isInstanceOf(Map.class).hasToString("{z=NULL, a=NULL, m=NULL}");
    }

    @Test
    void readingStopsWhereAmf3Begins() {
        ByteBuf in = Unpooled.wrappedBuffer(
                ByteBufUtil.decodeHexDump("03" + "00016105" + "000162" + "0a00000003" + "05" + "110a0b01"));
        assertThat(Amf0Reader.read(in))
                .isEqualTo(Map.of("a", AmfNull.NULL, "b", List.of(AmfNull.NULL, AmfOpaque.AMF3)));
        assertThat(in.isReadable()).isFalse();
    }
}
