package org.mediaproxy.testkit.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

final class StreamCacheTest {

    private final StreamCache cache = new StreamCache();
    private final List<ByteBuf> payloads = new ArrayList<>();

    private void add(int type, byte[] payload) {
        ByteBuf chunks = Unpooled.buffer();
        new ChunkWriter().write(chunks, 4, type, 1, 0, Unpooled.wrappedBuffer(payload));
        ChunkReader reader = new ChunkReader(any -> true, 1 << 24, UnpooledByteBufAllocator.DEFAULT);
        RtmpMessage message = reader.read(chunks);
        assertThat(message).isNotNull();
        assertThat(message.payload()).isNotNull();
        payloads.add(message.payload());
        cache.add(MediaMessage.of(message, message.payload()));
        message.release();
    }

    private List<MediaKind> kept() {
        List<MediaKind> kinds = new ArrayList<>();
        cache.forEach(message -> kinds.add(message.kind()));
        return kinds;
    }

    @Test
    void keepsTheHeadersAndWhatFollowsTheLastKeyframe() {
        add(RtmpMessage.VIDEO, Samples.frame(0));
        add(RtmpMessage.AUDIO, Samples.audio(0));
        assertThat(kept()).isEmpty();

        add(RtmpMessage.VIDEO, Samples.AVC_HEADER);
        add(RtmpMessage.VIDEO, Samples.keyframe(1));
        add(RtmpMessage.VIDEO, Samples.frame(2));
        add(RtmpMessage.VIDEO, Samples.keyframe(3));
        add(RtmpMessage.AUDIO, Samples.AAC_HEADER);
        add(RtmpMessage.AUDIO, Samples.audio(4));
        add(RtmpMessage.DATA_AMF0, Samples.setDataFrame());

        assertThat(kept())
                .containsExactly(
                        MediaKind.METADATA,
                        MediaKind.AUDIO_HEADER,
                        MediaKind.VIDEO_HEADER,
                        MediaKind.KEYFRAME,
                        MediaKind.AUDIO);
        assertReleased();
    }

    @Test
    void aNewVideoHeaderMakesOlderPicturesWorthless() {
        add(RtmpMessage.VIDEO, Samples.keyframe(1));
        add(RtmpMessage.VIDEO, Samples.AVC_HEADER);

        assertThat(kept()).containsExactly(MediaKind.VIDEO_HEADER);
        assertReleased();
    }

    @Test
    void picturesBeyondTheBoundAreNotKept() {
        add(RtmpMessage.VIDEO, Samples.AVC_HEADER);
        add(RtmpMessage.VIDEO, Samples.keyframe(1));
        byte[] large = Arrays.copyOf(Samples.frame(2), StreamCache.MAX_BYTES / 4);
        for (int i = 0; i < 3; i++) {
            add(RtmpMessage.VIDEO, large);
        }
        assertThat(kept()).hasSize(5);
        assertThat(cache.bytes()).isLessThanOrEqualTo(StreamCache.MAX_BYTES);

        add(RtmpMessage.VIDEO, large);
        add(RtmpMessage.VIDEO, Samples.frame(3));
        assertThat(kept()).containsExactly(MediaKind.VIDEO_HEADER);
        assertThat(cache.bytes()).isZero();

        add(RtmpMessage.VIDEO, Samples.keyframe(4));
        assertThat(kept()).containsExactly(MediaKind.VIDEO_HEADER, MediaKind.KEYFRAME);
        assertReleased();
    }

    private void assertReleased() {
        cache.clear();
        assertThat(kept()).isEmpty();
        assertThat(payloads).allMatch(payload -> payload.refCnt() == 0);
    }
}
