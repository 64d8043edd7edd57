package org.mediaproxy.rtmp.chunk;

import io.netty.buffer.ByteBuf;

/**
 * The bytes of one chunk header while they arrive: basic header, message header, extended timestamp (RTMP 1.0 §5.3.1).
 * Used again for every chunk, and knows nothing of earlier chunks.
 */
final class ChunkHeader {
    static final int EXTENDED = 0xFFFFFF;
    static final int EXTENDED_LENGTH = 4;

    private static final int MAX_LENGTH = 3 + 11 + EXTENDED_LENGTH;
    private static final int[] MESSAGE_HEADER_LENGTH = {11, 7, 3, 0};

    private final byte[] bytes = new byte[MAX_LENGTH];
    private int size;

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes what is missing of the basic and the message header; false when {@code in} ended before. */
    boolean readFixed(ByteBuf in) {
        return readUpTo(in, 1) && readUpTo(in, basicLength()) && readUpTo(in, fixedLength());
    }

    /** Takes what is missing of the four bytes of the extended timestamp; false when {@code in} ended before. */
    boolean readExtended(ByteBuf in) {
        return readUpTo(in, fixedLength() + EXTENDED_LENGTH);
    }

    /** Takes one byte of the extended timestamp. */
    void readExtendedByte(ByteBuf in) {
        bytes[size++] = in.readByte();
    }

    /** How many bytes of the extended timestamp are there, 0 to 4. */
    int extendedSize() {
        return size - fixedLength();
    }

    private boolean readUpTo(ByteBuf in, int wanted) {
        int taken = Math.min(wanted - size, in.readableBytes());
        if (taken > 0) {
            in.readBytes(bytes, size, taken);
            size += taken;
        }
        return size >= wanted;
    }

    /** The chunk's format, 0 to 3 (RTMP 1.0 §5.3.1.1). */
    int fmt() {
        return (bytes[0] & 0xFF) >>> 6;
    }

    private int basicLength() {
        return switch (bytes[0] & 0x3F) {
            case 0 -> 2;
            case 1 -> 3;
            default -> 1;
        };
    }

    int fixedLength() {
        return basicLength() + MESSAGE_HEADER_LENGTH[fmt()];
    }

    /** The chunk stream id, 2 to 65599. */
    int csid() {
        return switch (basicLength()) {
            case 1 -> bytes[0] & 0x3F;
            case 2 -> (bytes[1] & 0xFF) + 64;
            default -> (bytes[1] & 0xFF) + (bytes[2] & 0xFF) * 256 + 64;
        };
    }

    /** The three-byte timestamp or delta; formats 0, 1, 2. */
    int shortTimestamp() {
        return number(basicLength(), 3);
    }

    /** The extended timestamp, unsigned; all four bytes must be there. */
    long extendedTimestamp() {
        return number(fixedLength(), EXTENDED_LENGTH) & 0xFFFFFFFFL;
    }

    /** The message length, 0 to 16777215; formats 0, 1. */
    int messageLength() {
        return number(basicLength() + 3, 3);
    }

    /** The message type id, 0 to 255; formats 0, 1. */
    int messageType() {
        return bytes[basicLength() + 6] & 0xFF;
    }

    /** How far into the header the message stream id stands; format 0. */
    int streamIdOffset() {
        return basicLength() + 7;
    }

    /** The message stream id, the only little-endian number of RTMP; format 0. */
    int streamId() {
        return Integer.reverseBytes(number(streamIdOffset(), 4));
    }

    private int number(int from, int length) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }
}
