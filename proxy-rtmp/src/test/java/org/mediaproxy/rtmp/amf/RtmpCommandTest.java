package org.mediaproxy.rtmp.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

final class RtmpCommandTest {
    private static final int AMF0 = RtmpMessage.COMMAND_AMF0;

    private final ByteBuf payload = Unpooled.buffer();
    private final Amf0Writer writer = new Amf0Writer(payload);

    @Test
    void argumentsFollowTheTransaction() {
        writer.string("publish").number(5).nullValue().string("cam").string("live");
        RtmpCommand command = RtmpCommand.parse(AMF0, payload);
        assertThat(command.name()).isEqualTo("publish");
        assertThat(command.transaction()).isEqualTo(5);
        assertThat(command.arguments()).containsExactly(AmfNull.NULL, "cam", "live");
        assertThat(command.string(1)).isEqualTo("cam");
        assertThat(command.string(0)).isNull();
        assertThat(command.string(3)).isNull();
        assertThat(command.string(-1)).isNull();
        assertThat(command.object(0)).isEmpty();
        assertThat(command.number(1, -1)).isEqualTo(-1);
    }

    @Test
    void theTransactionCanBeOverwrittenInPlaceBehindForeignBytes() {
        payload.writeMedium(0).readerIndex(3);
        writer.string("_result").number(4).nullValue().number(1);
        RtmpCommand command = RtmpCommand.parse(AMF0, payload);
        assertThat(payload.readerIndex()).isEqualTo(3);
        assertThat(command.number(1, 0)).isEqualTo(1);
        payload.setDouble(3 + command.transactionOffset(), 77);
        assertThat(RtmpCommand.parse(AMF0, payload).transaction()).isEqualTo(77);
    }

    @Test
    void amf3CommandsBeginWithAZero() {
        payload.writeByte(0);
        writer.string("connect").number(1).object(Map.of("app", "live"));
        RtmpCommand command = RtmpCommand.parse(RtmpMessage.COMMAND_AMF3, payload);
        assertThat(command.name()).isEqualTo("connect");
        assertThat(command.transactionOffset()).isEqualTo(12);
        assertThat(payload.getDouble(12)).isEqualTo(1);
        assertThat(command.object(0)).containsEntry("app", "live");
    }

    @Test
    void aMissingTransactionIsZeroAndHasNoPlace() {
        writer.string("FCPublish");
        assertThat(RtmpCommand.parse(AMF0, payload).transactionOffset()).isEqualTo(-1);
        writer.nullValue().string("cam");
        RtmpCommand command = RtmpCommand.parse(AMF0, payload);
        assertThat(command.transactionOffset()).isEqualTo(-1);
        assertThat(command.transaction()).isZero();
        assertThat(command.string(1)).isEqualTo("cam");
    }

    @Test
    void argumentsEndBeforeTheFirstUnreadableOne() {
        writer.string("play").number(4).nullValue().string("cam");
        payload.writeBytes(ByteBufUtil.decodeHexDump("070001"));
        assertThat(RtmpCommand.parse(AMF0, payload).arguments()).containsExactly(AmfNull.NULL, "cam");
    }

    @Test
    void everyCutIsReadAsFarAsItGoes() {
        writer.string("play").number(4).nullValue().string("cam");
        for (int cut = 0; cut < payload.readableBytes(); cut++) {
            ByteBuf part = payload.slice(0, cut);
            if (cut < 7) {
                assertThatThrownBy(() -> RtmpCommand.parse(AMF0, part)).isInstanceOf(RtmpFormatException.class);
            } else {
                assertThat(RtmpCommand.parse(AMF0, part).name()).isEqualTo("play");
            }
        }
    }

    @Test
    void printingNeverShowsTokens() {
        writer.string("publish").number(5).nullValue().string("cam?token=secret");
        assertThat(RtmpCommand.parse(AMF0, payload)).hasToString("RtmpCommand[publish, transaction=5.0, 2 arguments]");
    }

    @Test
    void aPayloadWithoutNameIsMalformedAndAnotherTypeIsABug() {
        writer.number(1);
        assertThatThrownBy(() -> RtmpCommand.parse(AMF0, payload)).isInstanceOf(RtmpFormatException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> RtmpCommand.parse(RtmpMessage.DATA_AMF0, payload));
    }
}
