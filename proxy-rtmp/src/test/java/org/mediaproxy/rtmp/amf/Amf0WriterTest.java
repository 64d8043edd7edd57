package org.mediaproxy.rtmp.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Amf0WriterTest {
    private final ByteBuf out = Unpooled.buffer();
    private final Amf0Writer writer = new Amf0Writer(out);

    @Test
    void readerGivesBackWhatWasWritten() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("number", -1.25);
        value.put("true", true);
        value.put("text", "grüße \u2603 \ud83d\ude00");
        value.put("null", AmfNull.NULL);
        value.put("undefined", AmfNull.UNDEFINED);
        value.put("date", new AmfDate(1.7e12, (short) 0));
        value.put("list", List.of(1.0, "two", List.of(), Map.of("three", 3.0)));
        value.put("", Map.of());
        writer.value(value).ecmaArray(value).object(value);
        for (int i = 0; i < 3; i++) {
            Object read = Amf0Reader.read(out);
            assertThat(read).isEqualTo(value);
            assertThat(((Map<?, ?>) read).keySet().toString())
                    .isEqualTo(value.keySet().toString());
        }
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void piecesMakeACommand() {
        writer.string("_result")
                .number(1)
                .startObject()
                .key("mode")
                .number(1)
                .key("on")
                .bool(true)
                .endObject()
                .nullValue();
        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("0200075f726573756c74" + "003ff0000000000000" + "03" + "00046d6f6465" + "003ff0000000000000"
                        + "00026f6e" + "0101" + "000009" + "05");
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 100_000})
    void longStringsHaveTheirOwnForm(int length) {
        String text = "x".repeat(length);
        writer.string(text);
        assertThat(out.getByte(0)).isEqualTo((byte) (length > 65_535 ? 0x0C : 0x02));
        assertThat(Amf0Reader.read(out)).isEqualTo(text);
    }

    @Test
    void whatHasNoFormIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> writer.key("x".repeat(65_536)));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.value(new Object()));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.value(AmfOpaque.AMF3));
    }
}
