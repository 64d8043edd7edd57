package org.mediaproxy.testkit.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

final class MediaKindTest {

    @ParameterizedTest
    @CsvSource({
        "9, 17000000000142, VIDEO_HEADER, AVC",
        "9, 170100000000, KEYFRAME, AVC",
        "9, 270100000000, VIDEO, AVC",
        "9, 1702000000, VIDEO, end of an AVC sequence",
        "9, 1c0000000001, VIDEO_HEADER, HEVC with a codec id",
        "9, 1c0100000001, KEYFRAME, HEVC with a codec id",
        "9, 2c0100000001, VIDEO, HEVC with a codec id",
        "9, 1200, KEYFRAME, Sorenson H.263 has no header",
        "9, 2200, VIDEO, Sorenson H.263",
        "9, 9068766331, VIDEO_HEADER, enhanced HEVC",
        "9, 9168766331000000, KEYFRAME, enhanced HEVC with a composition time",
        "9, 9368766331, KEYFRAME, enhanced HEVC without",
        "9, a368766331, VIDEO, enhanced HEVC",
        "9, 9461763031, VIDEO, enhanced metadata such as HDR",
        "9, 9561763031, VIDEO_HEADER, enhanced AV1 as of MPEG-2 TS",
        "9, 96006876633100, VIDEO_HEADER, enhanced multitrack",
        "9, 96016876633100, KEYFRAME, enhanced multitrack",
        "8, af001210, AUDIO_HEADER, AAC",
        "8, af0121, AUDIO, AAC",
        "8, 2f00, AUDIO, MP3 has no header",
        "8, 904f707573, AUDIO_HEADER, enhanced Opus",
        "8, 914f707573, AUDIO, enhanced Opus",
        "8, 95004f70757300, AUDIO_HEADER, enhanced multitrack",
        "8, 95014f70757300, AUDIO, enhanced multitrack",
        "18, 02000a6f6e4d65746144617461, METADATA, onMetaData",
        "18, 02000a6f6e437565506f696e74, DATA, onCuePoint",
        "18, 02, DATA, cut short"
    })
    void recognisesWhatLatePlayersNeed(int type, String hex, MediaKind kind, String what) {
        assertThat(MediaKind.of(type, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex))))
                .as(what)
                .isEqualTo(kind);
    }

    @Test
    void nothingAtAllIsNoHeader() {
        assertThat(MediaKind.of(RtmpMessage.VIDEO, Unpooled.EMPTY_BUFFER)).isEqualTo(MediaKind.VIDEO);
        assertThat(MediaKind.of(RtmpMessage.AUDIO, Unpooled.EMPTY_BUFFER)).isEqualTo(MediaKind.AUDIO);
        assertThat(MediaKind.of(RtmpMessage.DATA_AMF0, Unpooled.EMPTY_BUFFER)).isEqualTo(MediaKind.DATA);
    }
}
