package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * What a media message means to a player that comes late. Only the first bytes are looked at: the tag headers of FLV 10.1
 * annex E.4.2 and E.4.3, and those of Enhanced RTMP v2.
 */
enum MediaKind {
    METADATA,
    DATA,
    AUDIO_HEADER,
    AUDIO,
    VIDEO_HEADER,
    KEYFRAME,
    VIDEO;

    /** An AMF0 string's marker and length, then the name. */
    private static final int DATA_NAME = 3;

    private static final String ON_META_DATA = "onMetaData";

    private static final int AAC = 10;
    private static final int ENHANCED_AUDIO = 9;
    private static final int ENHANCED_AUDIO_MULTITRACK = 5;

    private static final int AVC = 7;
    /** Codecs 7 AVC, 12 HEVC and 13 AV1 have a packet type behind the codec; 12 and 13 are common, but no standard. */
    private static final int HEVC = 12;

    private static final int AV1 = 13;
    private static final int ENHANCED_VIDEO = 0x80;
    private static final int ENHANCED_VIDEO_MULTITRACK = 6;
    private static final int MPEG2_TS_SEQUENCE_START = 5;

    /**
     * Recognises a message.
     *
     * @param type of RTMP and FLV alike: 8, 9 or 18
     * @param payload its indices do not move
     */
    static MediaKind of(int type, ByteBuf payload) {
        return switch (type) {
            case RtmpMessage.AUDIO -> audio(payload);
            case RtmpMessage.VIDEO -> video(payload);
            default -> isMetadata(payload) ? METADATA : DATA;
        };
    }

    private static boolean isMetadata(ByteBuf payload) {
        int length = ON_META_DATA.length();
        int start = payload.readerIndex() + DATA_NAME;
        return payload.readableBytes() >= DATA_NAME + length
                && payload.toString(start, length, StandardCharsets.UTF_8).equals(ON_META_DATA);
    }

    private static MediaKind audio(ByteBuf payload) {
        int first = byteAt(payload, 0);
        int packet = first & 0x0F;
        return switch (first >> 4) {
            case AAC -> byteAt(payload, 1) == 0 ? AUDIO_HEADER : AUDIO;
            case ENHANCED_AUDIO -> {
                int inner = packet == ENHANCED_AUDIO_MULTITRACK ? byteAt(payload, 1) & 0x0F : packet;
                yield inner == 0 ? AUDIO_HEADER : AUDIO;
            }
            default -> AUDIO;
        };
    }

    private static MediaKind video(ByteBuf payload) {
        int first = byteAt(payload, 0);
        if (first < 0) {
            return VIDEO;
        }
        boolean key = (first >> 4 & 0x07) == 1;
        int packet = first & 0x0F;
        if ((first & ENHANCED_VIDEO) != 0) {
            int inner = packet == ENHANCED_VIDEO_MULTITRACK ? byteAt(payload, 1) & 0x0F : packet;
            boolean header = inner == 0 || inner == MPEG2_TS_SEQUENCE_START;
            return header ? VIDEO_HEADER : keyframeOr(key && (inner == 1 || inner == 3));
        }
        if (packet == AVC || packet == HEVC || packet == AV1) {
            int step = byteAt(payload, 1);
            return step == 0 ? VIDEO_HEADER : keyframeOr(key && step == 1);
        }
        return keyframeOr(key);
    }

    private static MediaKind keyframeOr(boolean key) {
        return key ? KEYFRAME : VIDEO;
    }

    private static int byteAt(ByteBuf payload, int index) {
        return index < payload.readableBytes() ? payload.getUnsignedByte(payload.readerIndex() + index) : -1;
    }
}
