package org.mediaproxy.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RtmpControlTest {
    @Test
    void eachMessageIsOneChunkOnChunkStreamTwo() {
        assertThat(written(out -> RtmpControl.setChunkSize(out, 4096))).isEqualTo("02000000000004010000000000001000");
        assertThat(written(out -> RtmpControl.abort(out, 6))).isEqualTo("02000000000004020000000000000006");
        assertThat(written(out -> RtmpControl.acknowledgement(out, 0x1FFFFFFFFL)))
                .isEqualTo("020000000000040300000000ffffffff");
        assertThat(written(out -> RtmpControl.windowAckSize(out, 2_500_000)))
                .isEqualTo("020000000000040500000000002625a0");
        assertThat(written(out -> RtmpControl.setPeerBandwidth(out, 2_500_000, RtmpControl.LIMIT_DYNAMIC)))
                .isEqualTo("020000000000050600000000002625a002");
        assertThat(written(out -> RtmpControl.streamBegin(out, 1))).isEqualTo("020000000000060400000000000000000001");
        assertThat(written(out -> RtmpControl.userControl(out, RtmpControl.PING_RESPONSE, 99)))
                .isEqualTo("020000000000060400000000000700000063");
    }

    @Test
    void chunkSizeOutOfRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> written(out -> RtmpControl.setChunkSize(out, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> written(out -> RtmpControl.setChunkSize(out, 1 << 24)));
    }

    private static String written(Consumer<ByteBuf> message) {
        ByteBuf out = Unpooled.buffer();
        message.accept(out);
        return ByteBufUtil.hexDump(out);
    }
}
