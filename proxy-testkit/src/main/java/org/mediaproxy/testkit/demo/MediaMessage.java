package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * One message of a publisher with the two forms in which players get it, each made once, when the first player needs it.
 * Confined to its stream's event loop, where it has one owner, who releases it.
 */
final class MediaMessage {

    /** The message stream that every player was told by createStream. */
    static final int STREAM_ID = 1;

    private static final int AUDIO_CSID = 6;
    private static final int VIDEO_CSID = 7;
    private static final int DATA_CSID = 5;

    private static final int CHUNK_OVERHEAD = 32;
    private static final int TAG_HEADER = 11;

    /** How encoders wrap metadata: an AMF0 string that servers take off. */
    private static final byte[] SET_DATA_FRAME = amfString("@setDataFrame");

    private final int type;
    private final long timestamp;
    private final ByteBuf payload;
    private final MediaKind kind;
    private @Nullable ByteBuf chunks;
    private @Nullable ByteBuf tag;

    private MediaMessage(int type, long timestamp, ByteBuf payload) {
        this.type = type;
        this.timestamp = timestamp;
        this.payload = payload;
        this.kind = MediaKind.of(type, payload);
    }

    /**
     * Takes a copy of the reference to the payload.
     *
     * @param message audio, video or data, kept; stays the caller's
     * @param payload of that message
     */
    static MediaMessage of(RtmpMessage message, ByteBuf payload) {
        ByteBuf own = payload.retainedSlice();
        if (message.type() == RtmpMessage.DATA_AMF3 && own.isReadable() && own.getByte(own.readerIndex()) == 0) {
            own.skipBytes(1); // what follows is AMF0
        }
        boolean data = message.type() != RtmpMessage.AUDIO && message.type() != RtmpMessage.VIDEO;
        if (data && startsWith(own, SET_DATA_FRAME)) {
            own.skipBytes(SET_DATA_FRAME.length);
        }
        return new MediaMessage(data ? RtmpMessage.DATA_AMF0 : message.type(), message.timestamp(), own);
    }

    MediaKind kind() {
        return kind;
    }

    /** The payload's length in bytes. */
    int length() {
        return payload.readableBytes();
    }

    /** The message as complete chunks; stays this message's, and is to be duplicated for each player. */
    ByteBuf chunks(ChunkWriter writer, ByteBufAllocator alloc) {
        if (chunks == null) {
            chunks = alloc.buffer(length() + CHUNK_OVERHEAD);
            writer.write(chunks, csid(), type, STREAM_ID, timestamp, payload.duplicate());
        }
        return chunks;
    }

    /** The message as an FLV tag with its size behind it (FLV 10.1 annex E.4.1); stays this message's. */
    ByteBuf tag(ByteBufAllocator alloc) {
        if (tag == null) {
            tag = alloc.buffer(TAG_HEADER + length() + Integer.BYTES);
            tag.writeByte(type).writeMedium(length());
            tag.writeMedium((int) (timestamp & 0xFFFFFF)).writeByte((int) (timestamp >>> 24));
            tag.writeMedium(0).writeBytes(payload.duplicate());
            tag.writeInt(TAG_HEADER + length());
        }
        return tag;
    }

    void release() {
        payload.release();
        if (chunks != null) {
            chunks.release();
        }
        if (tag != null) {
            tag.release();
        }
    }

    private int csid() {
        return switch (type) {
            case RtmpMessage.AUDIO -> AUDIO_CSID;
            case RtmpMessage.VIDEO -> VIDEO_CSID;
            default -> DATA_CSID;
        };
    }

    private static boolean startsWith(ByteBuf payload, byte[] start) {
        return payload.readableBytes() >= start.length
                && ByteBufUtil.equals(payload, payload.readerIndex(), Unpooled.wrappedBuffer(start), 0, start.length);
    }

    private static byte[] amfString(String text) {
        byte[] bytes = new byte[3 + text.length()];
        bytes[0] = 2;
        bytes[2] = (byte) text.length();
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, 3, text.length());
        return bytes;
    }
}
