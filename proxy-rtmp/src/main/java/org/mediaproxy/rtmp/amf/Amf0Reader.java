package org.mediaproxy.rtmp.amf;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;

/**
 * Reads AMF0 values (AMF0 §2) as plain Java values, never null: {@link Double}, {@link Boolean}, {@link String} (also of
 * long strings and XML), {@code Map<String, Object>} in the order sent (objects, typed objects, ECMA arrays),
 * {@code List<Object>} (strict arrays), {@link AmfDate}, {@link AmfNull}, {@link AmfOpaque}. Any thread.
 */
public final class Amf0Reader {
    /** How deep objects and arrays may be nested; a lone object has depth 1. */
    public static final int MAX_DEPTH = 32;

    private final ByteBuf in;
    /** Whether a value switched to AMF3; nothing behind it can be read. */
    private boolean cut;

    private Amf0Reader(ByteBuf in) {
        this.in = in;
    }

    /**
     * Reads one value. After {@link AmfOpaque#AMF3}, at any depth, {@code in} is exhausted, and the objects and arrays
     * around it hold what came before.
     *
     * @param in its reader index moves behind the value; stays the caller's
     * @throws RtmpFormatException when the value is malformed, cut short or nested deeper than {@link #MAX_DEPTH}
     */
    public static Object read(ByteBuf in) {
        return new Amf0Reader(in).value(0);
    }

    private Object value(int depth) {
        int marker = need(1).readUnsignedByte();
        return switch (marker) {
            case AmfMarker.NUMBER -> need(8).readDouble();
            case AmfMarker.BOOLEAN -> need(1).readByte() != 0;
            case AmfMarker.STRING -> shortString();
            case AmfMarker.OBJECT -> properties(depth + 1);
            case AmfMarker.NULL -> AmfNull.NULL;
            case AmfMarker.UNDEFINED, AmfMarker.UNSUPPORTED -> AmfNull.UNDEFINED;
            case AmfMarker.ECMA_ARRAY -> {
                // The count is a hint only: senders write 0 or a wrong one, and end the array as they end an object.
                need(4).skipBytes(4);
                yield properties(depth + 1);
            }
            case AmfMarker.STRICT_ARRAY -> elements(depth + 1);
            case AmfMarker.DATE -> {
                need(10);
                yield new AmfDate(in.readDouble(), in.readShort());
            }
            case AmfMarker.LONG_STRING, AmfMarker.XML_DOCUMENT -> string(need(4).readUnsignedInt());
            case AmfMarker.TYPED_OBJECT -> {
                shortString();
                yield properties(depth + 1);
            }
            case AmfMarker.AVMPLUS -> {
                cut = true;
                in.skipBytes(in.readableBytes());
                yield AmfOpaque.AMF3;
            }
            default -> throw new RtmpFormatException("AMF0 marker " + marker);
        };
    }

    private Map<String, Object> properties(int depth) {
        checkDepth(depth);
        Map<String, Object> properties = new LinkedHashMap<>();
        while (true) {
            String name = shortString();
            if (name.isEmpty() && need(1).getByte(in.readerIndex()) == AmfMarker.OBJECT_END) {
                in.skipBytes(1);
                return properties;
            }
            properties.put(name, value(depth));
            if (cut) {
                return properties;
            }
        }
    }

    private List<Object> elements(int depth) {
        checkDepth(depth);
        long count = need(4).readUnsignedInt();
        if (count > in.readableBytes()) {
            throw new RtmpFormatException("AMF0 array of " + count + " elements");
        }
        List<Object> elements = new ArrayList<>();
        for (long i = 0; i < count && !cut; i++) {
            elements.add(value(depth));
        }
        return elements;
    }

    private String shortString() {
        return string(need(2).readUnsignedShort());
    }

    private String string(long length) {
        need(length);
        return in.readCharSequence((int) length, StandardCharsets.UTF_8).toString();
    }

    private ByteBuf need(long bytes) {
        if (in.readableBytes() < bytes) {
            throw new RtmpFormatException("AMF0 value cut short");
        }
        return in;
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new RtmpFormatException("AMF0 nested deeper than " + MAX_DEPTH);
        }
    }
}
