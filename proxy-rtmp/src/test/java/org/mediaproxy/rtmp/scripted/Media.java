package org.mediaproxy.rtmp.scripted;

import java.util.Random;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** Media messages of every kind that must pass unread. */
public final class Media {

    private static final int AUDIO_CSID = 4;
    private static final int VIDEO_CSID = 6;

    private Media() {}

    /** Random bytes that repeat from run to run. */
    public static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Audio and video in turn, so many bytes or a little more. */
    public static Wire add(Wire wire, int bytes, long firstTimestamp) {
        byte[] audio = random(400);
        byte[] video = random(30_000);
        for (int done = 0; done < bytes; done += audio.length + video.length) {
            long timestamp = firstTimestamp + done / 1000;
            wire.message(AUDIO_CSID, RtmpMessage.AUDIO, 1, timestamp, audio);
            wire.message(VIDEO_CSID, RtmpMessage.VIDEO, 1, timestamp, video);
        }
        return wire;
    }

    /** Enhanced RTMP's HEVC: the ex-header bit, a key frame, coded frames, then the four letters. */
    public static Wire addEnhanced(Wire wire) {
        byte[] frame = random(5_000);
        frame[0] = (byte) 0x91;
        System.arraycopy(new byte[] {'h', 'v', 'c', '1'}, 0, frame, 1, 4);
        return wire.message(VIDEO_CSID, RtmpMessage.VIDEO, 1, 40, frame);
    }

    /** Aggregates, data in both formats, and types that nobody has defined. */
    public static Wire addOdd(Wire wire) {
        wire.message(7, RtmpMessage.AGGREGATE, 1, 80, random(3_000));
        wire.message(320, RtmpMessage.DATA_AMF3, 1, 80, random(300));
        wire.message(64, RtmpMessage.DATA_AMF0, 1, 80, random(301));
        for (int type : new int[] {7, 10, 16, 19, 21, 23, 99, 255}) {
            wire.message(9, type, 1, 90, random(type));
        }
        return wire.message(9, RtmpMessage.VIDEO, 1, 91, new byte[0]);
    }
}
