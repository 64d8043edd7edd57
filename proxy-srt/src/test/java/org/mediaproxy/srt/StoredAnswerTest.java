package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.mediaproxy.srt.packet.SrtHeader;

final class StoredAnswerTest {

    @Test
    void onlyItsClockGoesOn() {
        ByteBuf original = Unpooled.wrappedBuffer(Packets.conclusionReply(11, 99));
        StoredAnswer answer = new StoredAnswer(original, 5_000_000);
        ByteBuf later = answer.packet(PooledByteBufAllocator.DEFAULT, 305_000_000);
        assertThat(SrtHeader.timestamp(later)).isEqualTo(SrtHeader.timestamp(original) + 300_000);
        later.setInt(8, original.getInt(8));
        assertThat(later).isEqualTo(original);
        later.release();
    }
}
