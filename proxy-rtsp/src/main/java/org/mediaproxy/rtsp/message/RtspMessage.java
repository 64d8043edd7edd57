package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * A request or a response, from either side.
 *
 * @param head what it says
 * @param raw start line, header, blank line and body
 */
public record RtspMessage(RtspHead head, ByteBuf raw) implements RtspItem {

    /**
     * A copy in which one field has another value and every other byte is the same. The caller owns it; this message
     * stays as it is.
     *
     * @param field one of this message's
     * @param value Latin-1 characters, no line ends
     */
    public ByteBuf withValue(ByteBufAllocator alloc, RtspField field, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a line end in the value of " + field.name());
        }
        int from = raw.readerIndex();
        int length = raw.readableBytes();
        ByteBuf copy = alloc.buffer(length + value.length());
        copy.writeBytes(raw, from, field.start());
        copy.writeCharSequence(value, StandardCharsets.ISO_8859_1);
        copy.writeBytes(raw, from + field.end(), length - field.end());
        return copy;
    }
}
