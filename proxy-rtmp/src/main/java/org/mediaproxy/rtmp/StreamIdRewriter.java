package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Map;
import java.util.function.Consumer;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * Overwrites message stream ids in one direction, for an origin that gave another id than the client was told. Ids
 * stand in chunk headers of format 0 and in user control messages, both of fixed size, so no byte moves. What is held
 * back is the header or user control message that is not complete yet, never media.
 */
final class StreamIdRewriter extends ChannelInboundHandlerAdapter {

    private static final int MAX_MESSAGE = 16 * 1024 * 1024;

    /** User control events 0 to 4 carry a stream id behind the two bytes of their type (RTMP 1.0 §7.1.7). */
    private static final int LAST_STREAM_EVENT = 4;

    /** A user control message that has not ended within so many bytes is none of those above. */
    private static final int MAX_HELD = 4096;

    private final Map<Integer, Integer> ids;
    private final Consumer<RtmpFormatException> malformed;
    private final ChunkReader reader;
    private boolean broken;
    private ByteBuf all = Unpooled.EMPTY_BUFFER;
    private long base;

    /**
     * Makes a rewriter of the bytes after the handshake; all of them must pass through it.
     *
     * @param ids the id to write for each id that is read
     * @param malformed told once if the bytes are no RTMP; nothing is passed on from then on
     */
    StreamIdRewriter(Map<Integer, Integer> ids, ByteBufAllocator alloc, Consumer<RtmpFormatException> malformed) {
        this.ids = Map.copyOf(ids);
        this.malformed = malformed;
        this.reader = new ChunkReader(type -> type == RtmpMessage.USER_CONTROL, MAX_MESSAGE, alloc, this::header);
    }

    /** Takes bytes in that have been passed on already, as they were. */
    void skip(ByteBuf bytes) {
        rewrite(bytes.copy()).release();
    }

    /**
     * Rewrites bytes.
     *
     * @param bytes become the rewriter's
     * @return what can be passed on, which becomes the caller's
     */
    ByteBuf rewrite(ByteBuf bytes) {
        if (broken) {
            bytes.release();
            return Unpooled.EMPTY_BUFFER;
        }
        int before = all.readableBytes();
        if (before == 0) {
            all = bytes;
        } else {
            ByteBuf joined = bytes.alloc().buffer(before + bytes.readableBytes());
            joined.writeBytes(all).writeBytes(bytes);
            all.release();
            bytes.release();
            all = joined;
        }
        try {
            read(all.slice(all.readerIndex() + before, all.readableBytes() - before));
        } catch (RtmpFormatException e) {
            broken = true;
            close();
            malformed.accept(e);
            return Unpooled.EMPTY_BUFFER;
        }
        return cut();
    }

    private void read(ByteBuf unread) {
        RtmpMessage message = reader.read(unread);
        while (message != null) {
            userControl(message);
            message.release();
            message = reader.read(unread);
        }
    }

    private ByteBuf cut() {
        long kept = reader.keptStart();
        long end = reader.position() - kept > MAX_HELD ? reader.pendingStart() : kept;
        int complete = (int) (Math.max(end, base) - base);
        ByteBuf out = all.readRetainedSlice(complete);
        ByteBuf rest = all.isReadable() ? all.copy() : Unpooled.EMPTY_BUFFER;
        all.release();
        all = rest;
        base += complete;
        return out;
    }

    private void header(long position, int streamId) {
        Integer replaced = ids.get(streamId);
        if (replaced != null) {
            all.setIntLE(index(position), replaced);
        }
    }

    private void userControl(RtmpMessage message) {
        ByteBuf payload = message.payload();
        if (payload == null || payload.readableBytes() < 6 || payload.getUnsignedShort(0) > LAST_STREAM_EVENT) {
            return;
        }
        Integer replaced = ids.get(payload.getInt(2));
        for (int i = 0; replaced != null && i < Integer.BYTES; i++) {
            long position = message.payloadPosition(2 + i);
            if (position >= base) {
                all.setByte(index(position), replaced >>> (24 - 8 * i));
            }
        }
    }

    private int index(long position) {
        return all.readerIndex() + (int) (position - base);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf out = rewrite((ByteBuf) message);
        if (out.isReadable()) {
            ctx.fireChannelRead(out);
        } else {
            out.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        close();
    }

    /** Releases what is held back; needed only where the rewriter never was in a pipeline. */
    void close() {
        reader.close();
        all.release();
        all = Unpooled.EMPTY_BUFFER;
    }
}
