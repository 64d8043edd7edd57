package org.mediaproxy.rtc.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketFrameDecoderTest {

    private static final List<String> PACKETS = List.of("0001", "", "ff", "00".repeat(300), "8000112233");

    @Test
    void packetsComeOutHoweverTheStreamIsCut() {
        byte[] stream = stream(PACKETS);
        for (int cut = 0; cut <= stream.length; cut++) {
            EmbeddedChannel channel = new EmbeddedChannel(new PacketFrameDecoder(300));
            channel.writeInbound(Unpooled.copiedBuffer(stream, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(stream, cut, stream.length - cut));
            assertThat(packets(channel)).as("cut at %d", cut).isEqualTo(PACKETS);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void packetsComeOutOfSingleBytes() {
        EmbeddedChannel channel = new EmbeddedChannel(new PacketFrameDecoder(300));
        for (byte b : stream(PACKETS)) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
        }
        assertThat(packets(channel)).isEqualTo(PACKETS);
        channel.finishAndReleaseAll();
    }

    @Test
    void randomPacketsComeOutAsTheyWentIn() {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 300; round++) {
            List<String> packets = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                byte[] packet = new byte[random.nextInt(random.nextBoolean() ? 4 : 2000)];
                random.nextBytes(packet);
                packets.add(ByteBufUtil.hexDump(packet));
            }
            byte[] stream = stream(packets);
            EmbeddedChannel channel = new EmbeddedChannel(new PacketFrameDecoder(2000));
            int at = 0;
            while (at < stream.length) {
                int length = Math.min(stream.length - at, 1 + random.nextInt(900));
                channel.writeInbound(Unpooled.copiedBuffer(stream, at, length));
                at += length;
            }
            assertThat(packets(channel)).isEqualTo(packets);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void theRestIsHandedOnWhenTheDecoderLeaves() {
        EmbeddedChannel channel = new EmbeddedChannel(new PacketFrameDecoder(300));
        ByteBuf in = Unpooled.buffer().writeBytes(stream(List.of("0001"))).writeBytes(new byte[] {0, 9, 77});
        channel.writeInbound(in);
        assertThat(packets(channel)).containsExactly("0001");
        channel.pipeline().remove(PacketFrameDecoder.class);
        assertThat(packets(channel)).containsExactly("00094d");
        channel.finishAndReleaseAll();
    }

    @Test
    void aFrameBeyondTheLimitEndsTheStream() {
        EmbeddedChannel channel = new EmbeddedChannel(new PacketFrameDecoder(10));
        byte[] stream = stream(List.of("0001", "00".repeat(10), "00".repeat(11), "0002"));
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(stream)))
                .isInstanceOf(TooLongFrameException.class);
        assertThat(packets(channel)).containsExactly("0001", "00".repeat(10));
        channel.writeInbound(Unpooled.wrappedBuffer(stream(List.of("0003"))));
        assertThat(packets(channel)).isEmpty();
        channel.finishAndReleaseAll();
    }

    @Test
    void anImpossibleLimitOrPacketIsRefused() {
        assertThatThrownBy(() -> new PacketFrameDecoder(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PacketFrameDecoder(65_536)).isInstanceOf(IllegalArgumentException.class);
        ByteBuf out = Unpooled.buffer();
        ByteBuf large = Unpooled.wrappedBuffer(new byte[65_536]);
        assertThatThrownBy(() -> PacketFrames.write(out, large)).isInstanceOf(IllegalArgumentException.class);
        PacketFrames.write(out, large.slice(1, 65_535));
        assertThat(out.readUnsignedShort()).isEqualTo(65_535);
        assertThat(out.readableBytes()).isEqualTo(65_535);
    }

    private static byte[] stream(List<String> packets) {
        ByteBuf out = Unpooled.buffer();
        for (String packet : packets) {
            PacketFrames.write(out, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(packet)));
        }
        return ByteBufUtil.getBytes(out);
    }

    private static List<String> packets(EmbeddedChannel channel) {
        List<String> packets = new ArrayList<>();
        for (ByteBuf packet = channel.readInbound(); packet != null; packet = channel.readInbound()) {
            packets.add(ByteBufUtil.hexDump(packet));
            packet.release();
        }
        return packets;
    }
}
