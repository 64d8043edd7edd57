package org.mediaproxy.rtmp.chunk;

import io.netty.buffer.ByteBuf;

/**
 * Appends protocol and user control messages, each as one complete chunk of format 0 on chunk stream 2 and message
 * stream 0 (RTMP 1.0 §5.4, §6.2). At most 10 bytes of payload, so the chunk size does not matter. Any thread.
 */
public final class RtmpControl {
    /** User control event: the stream begins (RTMP 1.0 §7.1.7). */
    public static final int STREAM_BEGIN = 0;
    /** User control event: the server asks for a sign of life (RTMP 1.0 §7.1.7). */
    public static final int PING_REQUEST = 6;
    /** User control event: the answer to it, with the timestamp of the request (RTMP 1.0 §7.1.7). */
    public static final int PING_RESPONSE = 7;
    /** Limit type of {@link #setPeerBandwidth}: as the receiver's own or lower, at its choice (RTMP 1.0 §5.4.5). */
    public static final int LIMIT_DYNAMIC = 2;

    private static final int CSID = 2;

    private RtmpControl() {}

    /** Set Chunk Size (RTMP 1.0 §5.4.1): {@code bytes} from 1 to 16777215. */
    public static void setChunkSize(ByteBuf out, int bytes) {
        if (bytes < 1 || bytes > 0xFFFFFF) {
            throw new IllegalArgumentException("chunk size " + bytes);
        }
        header(out, RtmpMessage.SET_CHUNK_SIZE, 4);
        out.writeInt(bytes);
    }

    /** Abort Message (RTMP 1.0 §5.4.2): drop the incomplete message of chunk stream {@code csid}. */
    public static void abort(ByteBuf out, int csid) {
        header(out, RtmpMessage.ABORT, 4);
        out.writeInt(csid);
    }

    /** Acknowledgement (RTMP 1.0 §5.4.3): {@code sequence} is the count of bytes received so far, of which 32 bits go. */
    public static void acknowledgement(ByteBuf out, long sequence) {
        header(out, RtmpMessage.ACKNOWLEDGEMENT, 4);
        out.writeInt((int) sequence);
    }

    /** Window Acknowledgement Size (RTMP 1.0 §5.4.4), in bytes. */
    public static void windowAckSize(ByteBuf out, int bytes) {
        header(out, RtmpMessage.WINDOW_ACK_SIZE, 4);
        out.writeInt(bytes);
    }

    /** Set Peer Bandwidth (RTMP 1.0 §5.4.5): window in bytes, limit type 0 hard, 1 soft, 2 dynamic. */
    public static void setPeerBandwidth(ByteBuf out, int bytes, int limitType) {
        header(out, RtmpMessage.SET_PEER_BANDWIDTH, 5);
        out.writeInt(bytes).writeByte(limitType);
    }

    /** User control Stream Begin (RTMP 1.0 §7.1.7) of a message stream. */
    public static void streamBegin(ByteBuf out, int streamId) {
        userControl(out, STREAM_BEGIN, streamId);
    }

    /** A user control message of one 32-bit value: event type 0 to 65535 (RTMP 1.0 §6.2, §7.1.7). */
    public static void userControl(ByteBuf out, int event, int value) {
        header(out, RtmpMessage.USER_CONTROL, 6);
        out.writeShort(event).writeInt(value);
    }

    private static void header(ByteBuf out, int type, int length) {
        out.writeByte(CSID).writeMedium(0).writeMedium(length).writeByte(type).writeIntLE(0);
    }
}
