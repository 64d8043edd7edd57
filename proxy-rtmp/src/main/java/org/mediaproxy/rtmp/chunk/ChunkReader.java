package org.mediaproxy.rtmp.chunk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages out of one direction of an RTMP connection, from the byte after the handshake on (RTMP 1.0 §5.3).
 * Bytes may come cut anywhere. Used by one thread at a time; after an exception only {@link #close()} may be called.
 *
 * <p>Set Chunk Size and Abort take effect here and are returned all the same. Every position is an offset from the first
 * byte that this reader was given.
 */
public final class ChunkReader {
    /** Told about message stream ids, on the thread that calls {@link #read}. */
    @FunctionalInterface
    public interface HeaderListener {
        /**
         * A chunk header of format 0 is complete; those of the other formats hold no message stream id.
         *
         * @param position where the four little-endian bytes of the id stand
         * @param streamId the id
         */
        void onMessageStreamId(long position, int streamId);
    }

    /** The chunk size until the peer sets another, in bytes (RTMP 1.0 §5.4.1). */
    public static final int DEFAULT_CHUNK_SIZE = 128;
    /** The largest chunk size that is accepted, in bytes. */
    public static final int MAX_CHUNK_SIZE = 16 * 1024 * 1024;
    /** How many chunk streams one direction may use. */
    public static final int MAX_CHUNK_STREAMS = 64;

    private final IntPredicate keepsPayload;
    private final int maxMessageSize;
    private final ByteBufAllocator alloc;
    private final @Nullable HeaderListener listener;

    private final IntObjectMap<ChunkStream> streams = new IntObjectHashMap<>();
    private final ChunkHeader header = new ChunkHeader();
    private int chunkSize = DEFAULT_CHUNK_SIZE;
    private int partialMessages;
    private long position;
    private long headerStart;
    /** The stream of the header that is being read, once its id and format are known and checked. */
    private @Nullable ChunkStream opening;
    /** The stream whose chunk payload is being read; null inside a header and between chunks. */
    private @Nullable ChunkStream current;

    private int chunkMissing;

    /**
     * A reader that tells nobody about stream ids.
     *
     * @param keepsPayload which message types (0 to 255) are returned with their payload; all others are counted only
     * @param maxMessageSize the longest message accepted, in bytes, kept or not
     * @param alloc where payload buffers come from
     */
    public ChunkReader(IntPredicate keepsPayload, int maxMessageSize, ByteBufAllocator alloc) {
        this(keepsPayload, maxMessageSize, alloc, null);
    }

    /**
     * A reader that also reports message stream ids.
     *
     * @param keepsPayload which message types (0 to 255) are returned with their payload; all others are counted only
     * @param maxMessageSize the longest message accepted, in bytes, kept or not
     * @param alloc where payload buffers come from
     * @param listener called for each header that holds a message stream id, or null
     */
    public ChunkReader(
            IntPredicate keepsPayload, int maxMessageSize, ByteBufAllocator alloc, @Nullable HeaderListener listener) {
        this.keepsPayload = keepsPayload;
        this.maxMessageSize = maxMessageSize;
        this.alloc = alloc;
        this.listener = listener;
    }

    /**
     * Consumes bytes until one message is complete.
     *
     * @param in stays the caller's; what follows the message is left in it
     * @return the message, owned by the caller from now on; or null when {@code in} is exhausted
     * @throws RtmpFormatException when the bytes are malformed or beyond a limit
     */
    public @Nullable RtmpMessage read(ByteBuf in) {
        while (in.isReadable()) {
            RtmpMessage message = current == null ? readHeader(in) : readPayload(in, current);
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    /** Offset of the next byte: how many bytes were consumed. */
    public long position() {
        return position;
    }

    /** Whether the next byte begins a new message: no header and no message of any chunk stream is incomplete. */
    public boolean atBoundary() {
        return header.isEmpty() && partialMessages == 0;
    }

    /** Offset of the first byte of the chunk header that is incomplete, or {@link #position()} outside of headers. */
    public long pendingStart() {
        return current == null ? headerStart : position;
    }

    /**
     * Offset of the first byte of the oldest message that is incomplete and whose payload is kept, or {@link
     * #pendingStart()} where there is none.
     */
    public long keptStart() {
        long first = pendingStart();
        if (partialMessages > 0) {
            for (ChunkStream stream : streams.values()) {
                first = stream.isKept() ? Math.min(first, stream.start()) : first;
            }
        }
        return first;
    }

    /** The chunk size that the peer sends with now, 1 to {@link #MAX_CHUNK_SIZE} bytes. */
    public int chunkSize() {
        return chunkSize;
    }

    /** Releases the payloads of incomplete messages. The reader must not be used afterwards; closing twice is harmless. */
    public void close() {
        streams.values().forEach(ChunkStream::discard);
    }

    private @Nullable RtmpMessage readHeader(ByteBuf in) {
        int from = in.readerIndex();
        boolean fixed = header.readFixed(in);
        if (fixed && opening == null) {
            opening = open();
        }
        boolean complete = opening != null && readExtended(in, opening);
        position += in.readerIndex() - from;
        return complete && opening != null ? beginChunk(opening) : null;
    }

    private ChunkStream open() {
        int fmt = header.fmt();
        ChunkStream stream = streams.get(header.csid());
        if (stream == null) {
            // librtmp begins chunk streams with format 1, and every server takes it as message stream 0.
            if (fmt > 1) {
                throw new RtmpFormatException("chunk stream begins with format " + fmt);
            }
            if (streams.size() == MAX_CHUNK_STREAMS) {
                throw new RtmpFormatException("more than " + MAX_CHUNK_STREAMS + " chunk streams");
            }
            stream = new ChunkStream(header.csid());
            streams.put(header.csid(), stream);
        } else if (stream.isPartial() && fmt != 3) {
            throw new RtmpFormatException("message continues with format " + fmt);
        }
        if (fmt < 2 && header.messageLength() > maxMessageSize) {
            throw new RtmpFormatException("message of " + header.messageLength() + " bytes");
        }
        return stream;
    }

    private boolean readExtended(ByteBuf in, ChunkStream stream) {
        if (header.fmt() < 3) {
            return header.shortTimestamp() != ChunkHeader.EXTENDED || header.readExtended(in);
        }
        if (!stream.isExtended()) {
            return true;
        }
        return stream.isPartial() ? readRepeated(in, stream) : header.readExtended(in);
    }

    /**
     * The specification repeats the extended timestamp in each continuation (§5.3.1.3), old Flash encoders do not. The
     * first byte that differs from the timestamp decides: then all of them are payload. Where the payload would have ended
     * before that byte the difference proves nothing, and the specification holds.
     */
    private boolean readRepeated(ByteBuf in, ChunkStream stream) {
        int payload = Math.min(chunkSize, stream.missing());
        int same = header.extendedSize();
        while (same < ChunkHeader.EXTENDED_LENGTH) {
            if (!in.isReadable()) {
                return false;
            }
            byte expected = (byte) (stream.timestampField() >>> (24 - 8 * same));
            if (in.getByte(in.readerIndex()) != expected && same <= payload) {
                return true;
            }
            header.readExtendedByte(in);
            same++;
        }
        return true;
    }

    private @Nullable RtmpMessage beginChunk(ChunkStream stream) {
        int payloadInHeader = 0;
        if (stream.isPartial()) {
            int extended = header.extendedSize();
            payloadInHeader = extended == ChunkHeader.EXTENDED_LENGTH ? 0 : extended;
        } else {
            stream.begin(header, headerStart);
            partialMessages++;
            int type = stream.type();
            if (isControl(type) || keepsPayload.test(type)) {
                stream.keep(alloc);
            }
        }
        if (listener != null && header.fmt() == 0) {
            listener.onMessageStreamId(headerStart + header.streamIdOffset(), header.streamId());
        }
        header.clear();
        opening = null;
        chunkMissing = Math.min(chunkSize, stream.missing()) - payloadInHeader;
        stream.chunkAt(position - payloadInHeader);
        stream.takeTimestampBytes(payloadInHeader);
        current = stream;
        return chunkMissing == 0 ? endChunk(stream) : null;
    }

    private @Nullable RtmpMessage readPayload(ByteBuf in, ChunkStream stream) {
        int length = Math.min(chunkMissing, in.readableBytes());
        stream.take(in, length);
        position += length;
        chunkMissing -= length;
        return chunkMissing == 0 ? endChunk(stream) : null;
    }

    private @Nullable RtmpMessage endChunk(ChunkStream stream) {
        current = null;
        headerStart = position;
        if (stream.missing() > 0) {
            return null;
        }
        int type = stream.type();
        int control = isControl(type) ? stream.controlValue() : 0;
        if (type == RtmpMessage.SET_CHUNK_SIZE) {
            if (control < 1 || control > MAX_CHUNK_SIZE) {
                throw new RtmpFormatException("chunk size " + Integer.toUnsignedString(control));
            }
            chunkSize = control;
        }
        RtmpMessage message = stream.finish(keepsPayload.test(type));
        partialMessages--;
        if (type == RtmpMessage.ABORT) {
            abort(control);
        }
        return message;
    }

    private void abort(int csid) {
        ChunkStream stream = streams.get(csid);
        if (stream != null && stream.isPartial()) {
            stream.discard();
            partialMessages--;
        }
    }

    private static boolean isControl(int type) {
        return type == RtmpMessage.SET_CHUNK_SIZE || type == RtmpMessage.ABORT;
    }
}
