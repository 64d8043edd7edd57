package org.mediaproxy.rtmp.chunk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What must be remembered of one chunk stream: its last message header, and the message that is not complete yet. */
final class ChunkStream {
    /** The message header that shorter headers refer to (RTMP 1.0 §5.3.1.2). */
    record Header(int csid, int type, int streamId, long timestamp, int length) {}

    private static final long TIMESTAMP_MASK = 0xFFFFFFFFL;
    /** A declared length allocates no more than this; the rest comes with the bytes. */
    private static final int FIRST_ALLOCATION = 4096;

    private Header header;
    private long delta;
    private boolean extended;

    private boolean partial;
    private long start;
    private int received;
    private @Nullable ByteBuf payload;
    private @Nullable PayloadLayout layout;

    ChunkStream(int csid) {
        this.header = new Header(csid, 0, 0, 0, 0);
    }

    /** Whether a message has begun and is not complete. */
    boolean isPartial() {
        return partial;
    }

    /** Whether the payload of the message that has begun is kept. */
    boolean isKept() {
        return payload != null;
    }

    /** Where the message that has begun starts. */
    long start() {
        return start;
    }

    /** Whether the last timestamp or delta was an extended one, which format 3 then repeats (RTMP 1.0 §5.3.1.3). */
    boolean isExtended() {
        return extended;
    }

    /** The last timestamp field as it was sent, timestamp or delta: what format 3 repeats. */
    long timestampField() {
        return delta;
    }

    int type() {
        return header.type();
    }

    /** Payload bytes of the message that have not arrived. */
    int missing() {
        return header.length() - received;
    }

    /** Takes the first header of a message; all bytes of it must have arrived. */
    void begin(ChunkHeader chunk, long at) {
        int fmt = chunk.fmt();
        if (fmt < 3) {
            extended = chunk.shortTimestamp() == ChunkHeader.EXTENDED;
            delta = extended ? chunk.extendedTimestamp() : chunk.shortTimestamp();
        } else if (extended) {
            delta = chunk.extendedTimestamp();
        }
        // Format 3 after format 0 adds the timestamp itself: the specification says so (§5.3.1.2.4).
        long timestamp = fmt == 0 ? delta : (header.timestamp() + delta) & TIMESTAMP_MASK;
        header = new Header(
                header.csid(),
                fmt < 2 ? chunk.messageType() : header.type(),
                fmt == 0 ? chunk.streamId() : header.streamId(),
                timestamp,
                fmt < 2 ? chunk.messageLength() : header.length());
        start = at;
        received = 0;
        partial = true;
    }

    /** Makes room for the payload of the message that has begun. */
    void keep(ByteBufAllocator alloc) {
        payload = alloc.buffer(Math.min(header.length(), FIRST_ALLOCATION), header.length());
        layout = new PayloadLayout();
    }

    /** Notes where the payload of the next chunk stands. */
    void chunkAt(long position) {
        if (layout != null) {
            layout.add(received, position);
        }
    }

    /** Takes that many payload bytes, or passes over them. */
    void take(ByteBuf in, int length) {
        if (payload != null) {
            payload.writeBytes(in, length);
        } else {
            in.skipBytes(length);
        }
        received += length;
    }

    /** Takes payload bytes that were read as a part of the header: the leading bytes of the timestamp field. */
    void takeTimestampBytes(int length) {
        if (payload != null) {
            for (int i = 0; i < length; i++) {
                payload.writeByte((int) (delta >>> (24 - 8 * i)));
            }
        }
        received += length;
    }

    /** The four bytes of a protocol control message (RTMP 1.0 §5.4). */
    int controlValue() {
        if (payload == null || payload.readableBytes() != 4) {
            throw new RtmpFormatException("control message " + type() + " of " + header.length() + " bytes");
        }
        return payload.getInt(payload.readerIndex());
    }

    /** Hands the complete message over; the payload's owner is then the message. */
    RtmpMessage finish(boolean withPayload) {
        RtmpMessage message = withPayload
                ? new RtmpMessage(header, start, payload, layout)
                : new RtmpMessage(header, start, null, null);
        if (withPayload) {
            payload = null;
        }
        discard();
        return message;
    }

    /** Forgets the message that has begun (RTMP 1.0 §5.4.2); the header stays for the next one. */
    void discard() {
        if (payload != null) {
            payload.release();
            payload = null;
        }
        layout = null;
        received = 0;
        partial = false;
    }
}
