package org.mediaproxy.rtmp.chunk;

import java.util.Arrays;

/** Where the chunks of one message stand in the byte stream: pairs of payload offset and position, both rising. */
final class PayloadLayout {
    /** Beyond any honest sender (4 MiB in chunks of 64 bytes); bounds what chunks of one byte make us remember. */
    static final int MAX_CHUNKS = 65_536;

    private int[] offsets = new int[1];
    private long[] positions = new long[1];
    private int count;

    /** Notes that the payload from {@code offset} on stands at {@code position}. */
    void add(int offset, long position) {
        if (count == MAX_CHUNKS) {
            throw new RtmpFormatException("message in more than " + MAX_CHUNKS + " chunks");
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            positions = Arrays.copyOf(positions, count * 2);
        }
        offsets[count] = offset;
        positions[count] = position;
        count++;
    }

    /** The position of a payload byte. */
    long position(int offset) {
        int found = Arrays.binarySearch(offsets, 0, count, offset);
        int chunk = found >= 0 ? found : -found - 2;
        return positions[chunk] + (offset - offsets[chunk]);
    }
}
