package org.mediaproxy.rtmp.chunk;

import io.netty.buffer.ByteBuf;

/**
 * Writes messages as chunks in the plainest form: format 0 first, then format 3 (RTMP 1.0 §5.3.1). It remembers nothing
 * but the chunk size, so it may join a byte stream that another encoder began. Used by one thread at a time.
 */
public final class ChunkWriter {
    private int chunkSize = ChunkReader.DEFAULT_CHUNK_SIZE;

    /** A writer of chunks of {@link ChunkReader#DEFAULT_CHUNK_SIZE} bytes. */
    public ChunkWriter() {}

    /**
     * Changes the size of the chunks that follow; the peer is told by {@link RtmpControl#setChunkSize}, not here.
     *
     * @param chunkSize 1 to {@link ChunkReader#MAX_CHUNK_SIZE} bytes
     */
    public void setChunkSize(int chunkSize) {
        if (chunkSize < 1 || chunkSize > ChunkReader.MAX_CHUNK_SIZE) {
            throw new IllegalArgumentException("chunk size " + chunkSize);
        }
        this.chunkSize = chunkSize;
    }

    /**
     * Writes one message.
     *
     * @param out grows by the message
     * @param csid the chunk stream, 2 to 65599
     * @param type the message type id, 0 to 255
     * @param streamId the message stream id
     * @param timestamp absolute, in milliseconds, 0 to 4294967295
     * @param payload its readable bytes, 0 to 16777215 of them, are read; stays the caller's
     * @throws IllegalArgumentException when a value is out of its range
     */
    public void write(ByteBuf out, int csid, int type, int streamId, long timestamp, ByteBuf payload) {
        check(csid, type, timestamp, payload.readableBytes());
        boolean extended = timestamp >= ChunkHeader.EXTENDED;
        writeBasicHeader(out, 0, csid);
        out.writeMedium(extended ? ChunkHeader.EXTENDED : (int) timestamp);
        out.writeMedium(payload.readableBytes());
        out.writeByte(type);
        out.writeIntLE(streamId);
        writeExtended(out, extended, timestamp);
        out.writeBytes(payload, Math.min(chunkSize, payload.readableBytes()));
        while (payload.isReadable()) {
            writeBasicHeader(out, 3, csid);
            writeExtended(out, extended, timestamp);
            out.writeBytes(payload, Math.min(chunkSize, payload.readableBytes()));
        }
    }

    private static void check(int csid, int type, long timestamp, int length) {
        if (csid < 2 || csid > 65_599) {
            throw new IllegalArgumentException("chunk stream " + csid);
        }
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("message type " + type);
        }
        if (timestamp < 0 || timestamp > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("timestamp " + timestamp);
        }
        if (length > 0xFFFFFF) {
            throw new IllegalArgumentException("message of " + length + " bytes");
        }
    }

    private static void writeBasicHeader(ByteBuf out, int fmt, int csid) {
        if (csid < 64) {
            out.writeByte(fmt << 6 | csid);
        } else if (csid < 320) {
            out.writeByte(fmt << 6).writeByte(csid - 64);
        } else {
            out.writeByte(fmt << 6 | 1).writeShortLE(csid - 64);
        }
    }

    private static void writeExtended(ByteBuf out, boolean extended, long timestamp) {
        if (extended) {
            out.writeInt((int) timestamp);
        }
    }
}
