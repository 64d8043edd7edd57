package org.mediaproxy.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.rtmp.capture.Capture;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;

final class ServerHandshakeTest {
    private static final int BLOCK = ServerHandshake.BLOCK_LENGTH;

    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);

    @AfterEach
    void nothingLeaks() {
        assertThat(alloc.metric().usedHeapMemory()).isZero();
    }

    @Test
    void simpleClientGetsItsOwnBlockBack() {
        ByteBuf c0c1 = ClientHandshake.c0c1(alloc);
        assertThat(c0c1.readableBytes()).isEqualTo(1 + BLOCK);
        assertThat(c0c1.getByte(0)).isEqualTo((byte) 3);
        assertThat(c0c1.getLong(1)).isZero();

        ByteBuf answer = ServerHandshake.answer(c0c1.slice(1, BLOCK), alloc);
        assertThat(answer.readableBytes()).isEqualTo(3073);
        assertThat(answer.getByte(0)).isEqualTo((byte) 3);
        assertThat(answer.getLong(1)).isZero();
        assertThat(answer.slice(1 + BLOCK, BLOCK)).isEqualTo(c0c1.slice(1, BLOCK));

        ByteBuf c2 = ClientHandshake.c2(answer.slice(1, BLOCK), alloc);
        assertThat(c2).isEqualTo(answer.slice(1, BLOCK));
        c0c1.release();
        answer.release();
        c2.release();
    }

    @ParameterizedTest
    @EnumSource(DigestScheme.class)
    void signedClientGetsSignaturesOfTheSameScheme(DigestScheme scheme) {
        for (int i = 0; i < 200; i++) {
            ByteBuf c0c1 = ClientHandshake.c0c1Digest(scheme, alloc);
            ByteBuf c1 = c0c1.slice(1, BLOCK);
            ByteBuf answer = ServerHandshake.answer(c1, alloc);
            ByteBuf s1 = answer.slice(1, BLOCK);
            ByteBuf s2 = answer.slice(1 + BLOCK, BLOCK);
            assertThat(ClientHandshake.verifies(scheme, c1, s1, s2)).isTrue();
            s2.setByte(i, s2.getByte(i) ^ 1);
            assertThat(ClientHandshake.verifies(scheme, c1, s1, s2)).isFalse();
            c0c1.release();
            answer.release();
        }
    }

    @Test
    void aVersionWithoutDigestIsAnsweredSimply() {
        ByteBuf c1 = Unpooled.wrappedBuffer(HandshakeKey.randomBlock(0)).setInt(4, 0x01020304);
        ByteBuf answer = ServerHandshake.answer(c1, alloc);
        assertThat(answer.slice(1 + BLOCK, BLOCK)).isEqualTo(c1);
        answer.release();
    }

    @Test
    void ffmpegSignsAndNginxSignsBackAsWeWould() {
        Capture client = Capture.client("ffmpeg-publish");
        Capture origin = Capture.origin("ffmpeg-publish");
        ByteBuf c1 = Unpooled.wrappedBuffer(client.firstBlock());
        ByteBuf s1 = Unpooled.wrappedBuffer(origin.firstBlock());
        DigestScheme scheme = DigestScheme.SCHEME_0;
        assertThat(DigestScheme.of(HandshakeKey.PLAYER, client.firstBlock())).isEqualTo(scheme);
        assertThat(ClientHandshake.verifies(scheme, c1, s1, Unpooled.wrappedBuffer(origin.secondBlock())))
                .isTrue();

        ByteBuf answer = ServerHandshake.answer(c1, alloc);
        assertThat(ClientHandshake.verifies(scheme, c1, answer.slice(1, BLOCK), answer.slice(1 + BLOCK, BLOCK)))
                .isTrue();
        answer.release();
    }

    @Test
    void ffmpegSignsItsC2OverTheDigestOfS1WhenItPlays() {
        byte[] c2 = Capture.client("ffmpeg-play").secondBlock();
        byte[] s1 = Capture.origin("ffmpeg-play").firstBlock();
        byte[] expected = HandshakeKey.PLAYER.answer(DigestScheme.SCHEME_0.read(s1), c2);
        assertThat(ByteBufUtil.hexDump(c2, BLOCK - 32, 32)).isEqualTo(ByteBufUtil.hexDump(expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 7, 10, 31})
    void laterVersionsAreAccepted(int version) {
        assertThatCode(() -> ServerHandshake.checkVersion(version)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 6, 8, 9, 32, 'G', 255})
    void otherProtocolsAndRtmpeAreRefused(int version) {
        assertThatThrownBy(() -> ServerHandshake.checkVersion(version)).isInstanceOf(RtmpFormatException.class);
    }

    @Test
    void aBlockOfAnotherLengthIsABug() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerHandshake.answer(Unpooled.wrappedBuffer(new byte[1535]), alloc));
    }
}
