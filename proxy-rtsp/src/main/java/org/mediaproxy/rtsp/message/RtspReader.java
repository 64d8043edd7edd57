package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Reads one direction of an RTSP connection: messages, and the media interleaved with them. Bytes may come cut anywhere;
 * each byte that is fed comes out again exactly once, in an item or in {@link #rest}. Used by one thread at a time; after
 * an exception only {@link #close} may be called.
 */
public final class RtspReader {

    /** The longest start line and header together, in bytes. */
    public static final int MAX_HEAD = 16 * 1024;

    /** The longest body, in bytes: session descriptions and parameters. */
    public static final int MAX_BODY = 64 * 1024;

    private static final int FRAME_HEADER = 4;

    private final ByteBufAllocator alloc;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    /** How many of the pending bytes have been searched for the end of a head. */
    private int searched;
    /** The head of the message whose body is not complete yet. */
    private @Nullable RtspHead head;

    public RtspReader(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    /**
     * Takes bytes.
     *
     * @param bytes the reader's from now on
     */
    public void feed(ByteBuf bytes) {
        pending = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, pending, bytes);
    }

    /**
     * The next item, owned by the caller from now on, or null until more is fed.
     *
     * @throws RtspFormatException when the bytes are malformed or beyond a limit
     */
    public @Nullable RtspItem next() {
        if (!pending.isReadable()) {
            return null;
        }
        if (head != null) {
            return message(head);
        }
        return switch (pending.getByte(pending.readerIndex())) {
            case '$' -> frame();
            case '\r', '\n' -> blankLines();
            default -> {
                int length = headLength();
                if (length < 0) {
                    yield null;
                }
                RtspHead complete = HeadParser.parse(pending.slice(pending.readerIndex(), length));
                if (complete.contentLength() > MAX_BODY) {
                    throw new RtspFormatException("body of " + complete.contentLength() + " bytes");
                }
                head = complete;
                yield message(complete);
            }
        };
    }

    /** Everything that is no complete item, owned by the caller; the reader is closed. */
    public ByteBuf rest() {
        ByteBuf rest = pending;
        pending = Unpooled.EMPTY_BUFFER;
        return rest;
    }

    /** Releases what is left; closing twice is harmless. */
    public void close() {
        rest().release();
    }

    private @Nullable RtspItem frame() {
        if (pending.readableBytes() < FRAME_HEADER) {
            return null;
        }
        int start = pending.readerIndex();
        int length = FRAME_HEADER + pending.getUnsignedShort(start + 2);
        if (pending.readableBytes() < length) {
            return null;
        }
        return new InterleavedFrame(pending.getUnsignedByte(start + 1), pending.readRetainedSlice(length));
    }

    private RtspItem blankLines() {
        int end = pending.forEachByte(b -> b == '\r' || b == '\n');
        int length = end < 0 ? pending.readableBytes() : end - pending.readerIndex();
        return new BlankLines(pending.readRetainedSlice(length));
    }

    private @Nullable RtspItem message(RtspHead complete) {
        int length = complete.length() + complete.contentLength();
        if (pending.readableBytes() < length) {
            return null;
        }
        head = null;
        searched = 0;
        return new RtspMessage(complete, pending.readRetainedSlice(length));
    }

    /** The length of the head with its blank line, or -1 while there is none. Looks at each byte once. */
    private int headLength() {
        int start = pending.readerIndex();
        int readable = Math.min(pending.readableBytes(), MAX_HEAD);
        while (searched < readable) {
            int end = pending.forEachByte(start + searched, readable - searched, ByteProcessor.FIND_LF);
            searched = end < 0 ? readable : end - start + 1;
            if (end >= 0 && isBlankLine(start, end - start)) {
                return searched;
            }
        }
        if (readable == MAX_HEAD) {
            throw new RtspFormatException("head of more than " + MAX_HEAD + " bytes");
        }
        return -1;
    }

    /** Whether the line that ends at an offset is empty: LF LF, or LF CR LF. */
    private boolean isBlankLine(int start, int at) {
        int before = at - 1;
        if (before > 0 && pending.getByte(start + before) == '\r') {
            before--;
        }
        return before >= 0 && pending.getByte(start + before) == '\n';
    }
}
