package org.mediaproxy.rtmp.chunk;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One complete RTMP message as {@link ChunkReader} returns it (RTMP 1.0 §5.3.1, §6.1). Whoever receives it owns it, and
 * calls {@link #release()} once on the same thread; there is no reference count of its own.
 */
public final class RtmpMessage {
    /** Set Chunk Size (RTMP 1.0 §5.4.1). */
    public static final int SET_CHUNK_SIZE = 1;
    /** Abort Message (RTMP 1.0 §5.4.2). */
    public static final int ABORT = 2;
    /** Acknowledgement (RTMP 1.0 §5.4.3). */
    public static final int ACKNOWLEDGEMENT = 3;
    /** User Control Message (RTMP 1.0 §6.2). */
    public static final int USER_CONTROL = 4;
    /** Window Acknowledgement Size (RTMP 1.0 §5.4.4). */
    public static final int WINDOW_ACK_SIZE = 5;
    /** Set Peer Bandwidth (RTMP 1.0 §5.4.5). */
    public static final int SET_PEER_BANDWIDTH = 6;
    /** Audio (RTMP 1.0 §7.1.4). */
    public static final int AUDIO = 8;
    /** Video (RTMP 1.0 §7.1.5). */
    public static final int VIDEO = 9;
    /** Data in AMF3 (RTMP 1.0 §7.1.2). */
    public static final int DATA_AMF3 = 15;
    /** Command in AMF3 (RTMP 1.0 §7.1.1). */
    public static final int COMMAND_AMF3 = 17;
    /** Data in AMF0, such as onMetaData (RTMP 1.0 §7.1.2). */
    public static final int DATA_AMF0 = 18;
    /** Command in AMF0 (RTMP 1.0 §7.1.1). */
    public static final int COMMAND_AMF0 = 20;
    /** Aggregate (RTMP 1.0 §7.1.6). */
    public static final int AGGREGATE = 22;

    private final ChunkStream.Header header;
    private final long start;
    private final @Nullable ByteBuf payload;
    private final @Nullable PayloadLayout layout;
    private boolean released;

    RtmpMessage(ChunkStream.Header header, long start, @Nullable ByteBuf payload, @Nullable PayloadLayout layout) {
        this.header = header;
        this.start = start;
        this.payload = payload;
        this.layout = layout;
    }

    /** The chunk stream that carried it, 2 to 65599. */
    public int csid() {
        return header.csid();
    }

    /** The message type id, 0 to 255; the known ones are constants of this class. */
    public int type() {
        return header.type();
    }

    /** The message stream id, all 32 bits of it; 0 for the control stream. */
    public int streamId() {
        return header.streamId();
    }

    /** The absolute timestamp in milliseconds, 0 to 4294967295; wraps (RTMP 1.0 §5.3.1.2). */
    public long timestamp() {
        return header.timestamp();
    }

    /** The payload's length in bytes, 0 to 16777215, whether the payload was kept or not. */
    public int length() {
        return header.length();
    }

    /** Offset of the first byte of the message's first chunk's basic header, from the reader's first byte. */
    public long start() {
        return start;
    }

    /** The whole payload without chunk headers, or null when the reader was told not to keep this type. */
    public @Nullable ByteBuf payload() {
        return payload;
    }

    /**
     * Where a byte of the payload stands in the byte stream, also when the payload is split over chunks.
     *
     * @param payloadOffset 0 to {@link #length()} - 1
     * @return the offset of that byte, counted from the first byte that the reader was given
     * @throws IndexOutOfBoundsException when the payload has no such byte
     * @throws IllegalStateException when the payload was not kept
     */
    public long payloadPosition(int payloadOffset) {
        if (layout == null) {
            throw new IllegalStateException("payload of type " + type() + " was not kept");
        }
        if (payloadOffset < 0 || payloadOffset >= length()) {
            throw new IndexOutOfBoundsException(payloadOffset);
        }
        return layout.position(payloadOffset);
    }

    /** Releases the payload; a second call does nothing. The payload must not be touched afterwards. */
    public void release() {
        if (!released && payload != null) {
            payload.release();
        }
        released = true;
    }

    /** For logs: type, chunk stream, message stream, length; never the payload. */
    @Override
    public String toString() {
        return "RtmpMessage[type=" + type() + ", csid=" + csid() + ", streamId=" + streamId() + ", timestamp="
                + timestamp() + ", length=" + length() + ", start=" + start + "]";
    }
}
