package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A reader that is fed in pieces, and what came out of it. */
final class Reading implements AutoCloseable {

    /** What the items say. */
    final List<String> items = new ArrayList<>();

    private final ByteBufAllocator alloc;
    private final RtspReader reader;
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

    /** Of plain memory, which is quick where a test reads thousands of times. */
    Reading() {
        this(UnpooledByteBufAllocator.DEFAULT);
    }

    /** Of an allocator whose leaks are found. */
    Reading(ByteBufAllocator alloc) {
        this.alloc = alloc;
        this.reader = new RtspReader(alloc);
    }

    static Reading of(String text) {
        Reading reading = new Reading(PooledByteBufAllocator.DEFAULT);
        try {
            reading.feed(text.getBytes(StandardCharsets.ISO_8859_1));
            return reading;
        } catch (RtspFormatException e) {
            reading.close();
            throw e;
        }
    }

    void feed(byte[] bytes) {
        feed(bytes, 0, bytes.length);
    }

    void feed(byte[] bytes, int from, int to) {
        reader.feed(alloc.heapBuffer(to - from).writeBytes(bytes, from, to - from));
        for (RtspItem item = reader.next(); item != null; item = reader.next()) {
            items.add(said(item));
            raw.writeBytes(ByteBufUtil.getBytes(item.raw()));
            item.release();
        }
    }

    /** Every byte that came out, those of an incomplete item last. The reader is at its end. */
    byte[] everything() {
        ByteBuf rest = reader.rest();
        raw.writeBytes(ByteBufUtil.getBytes(rest));
        rest.release();
        return raw.toByteArray();
    }

    private static String said(RtspItem item) {
        if (item instanceof InterleavedFrame frame) {
            return "$" + frame.channel() + " " + frame.raw().readableBytes();
        }
        if (item instanceof RtspMessage message) {
            RtspHead head = message.head();
            int body = message.raw().readableBytes() - head.length();
            return (head.isRequest() ? head.method() + " " + head.uri() : Integer.toString(head.status()))
                    + " "
                    + head.value("cseq")
                    + (body == 0 ? "" : " +" + body);
        }
        return "blank " + item.raw().readableBytes();
    }

    /** One message, which the test releases. */
    static RtspMessage message(String text) {
        RtspReader reader = new RtspReader(PooledByteBufAllocator.DEFAULT);
        reader.feed(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        RtspItem item = reader.next();
        reader.close();
        if (item instanceof RtspMessage message) {
            return message;
        }
        throw new AssertionError(text);
    }

    @Override
    public void close() {
        reader.close();
    }
}
