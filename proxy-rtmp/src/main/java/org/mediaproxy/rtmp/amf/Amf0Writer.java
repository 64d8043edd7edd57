package org.mediaproxy.rtmp.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Appends AMF0 values to a buffer (AMF0 §2). Between {@link #startObject()} and {@link #endObject()} each value needs a
 * {@link #key} before it; that is not checked. Used by one thread at a time.
 */
public final class Amf0Writer {
    private static final int MAX_SHORT = 0xFFFF;

    private final ByteBuf out;

    /**
     * A writer without state of its own.
     *
     * @param out stays the caller's
     */
    public Amf0Writer(ByteBuf out) {
        this.out = out;
    }

    /** A number. */
    public Amf0Writer number(double value) {
        out.writeByte(AmfMarker.NUMBER).writeDouble(value);
        return this;
    }

    /** A boolean. */
    public Amf0Writer bool(boolean value) {
        out.writeByte(AmfMarker.BOOLEAN).writeBoolean(value);
        return this;
    }

    /** A string, as a long string when its UTF-8 form is over 65535 bytes. */
    public Amf0Writer string(String value) {
        int length = ByteBufUtil.utf8Bytes(value);
        if (length > MAX_SHORT) {
            out.writeByte(AmfMarker.LONG_STRING).writeInt(length);
        } else {
            out.writeByte(AmfMarker.STRING).writeShort(length);
        }
        out.writeCharSequence(value, StandardCharsets.UTF_8);
        return this;
    }

    /** Null. */
    public Amf0Writer nullValue() {
        out.writeByte(AmfMarker.NULL);
        return this;
    }

    /** A date. */
    public Amf0Writer date(AmfDate value) {
        out.writeByte(AmfMarker.DATE).writeDouble(value.epochMillis()).writeShort(value.zone());
        return this;
    }

    /** Begins an object. */
    public Amf0Writer startObject() {
        out.writeByte(AmfMarker.OBJECT);
        return this;
    }

    /**
     * The name of the next property.
     *
     * @throws IllegalArgumentException when its UTF-8 form is over 65535 bytes
     */
    public Amf0Writer key(String name) {
        int length = ByteBufUtil.utf8Bytes(name);
        if (length > MAX_SHORT) {
            throw new IllegalArgumentException("AMF0 property name of " + length + " bytes");
        }
        out.writeShort(length).writeCharSequence(name, StandardCharsets.UTF_8);
        return this;
    }

    /** Ends the object or ECMA array that was begun last. */
    public Amf0Writer endObject() {
        out.writeMedium(AmfMarker.OBJECT_END);
        return this;
    }

    /** A whole object, properties in the order of the map; see {@link #value} for what it may hold. */
    public Amf0Writer object(Map<String, ?> properties) {
        return startObject().properties(properties);
    }

    /** A whole ECMA array, as onMetaData has it, entries in the order of the map; see {@link #value}. */
    public Amf0Writer ecmaArray(Map<String, ?> entries) {
        out.writeByte(AmfMarker.ECMA_ARRAY).writeInt(entries.size());
        return properties(entries);
    }

    /** A whole strict array; see {@link #value} for what it may hold. */
    public Amf0Writer strictArray(List<?> elements) {
        out.writeByte(AmfMarker.STRICT_ARRAY).writeInt(elements.size());
        elements.forEach(this::value);
        return this;
    }

    /**
     * Any value that {@link Amf0Reader} returns except {@link AmfOpaque}; any {@link Number} is written as a double.
     *
     * @throws IllegalArgumentException when the value is of another class
     */
    public Amf0Writer value(Object value) {
        if (value instanceof String string) {
            return string(string);
        } else if (value instanceof Number number) {
            return number(number.doubleValue());
        } else if (value instanceof Boolean bool) {
            return bool(bool);
        } else if (value instanceof Map<?, ?> map) {
            startObject();
            map.forEach((name, property) -> key((String) name).value(property));
            return endObject();
        } else if (value instanceof List<?> list) {
            return strictArray(list);
        } else if (value instanceof AmfDate date) {
            return date(date);
        } else if (value instanceof AmfNull empty) {
            out.writeByte(empty == AmfNull.NULL ? AmfMarker.NULL : AmfMarker.UNDEFINED);
            return this;
        }
        throw new IllegalArgumentException("no AMF0 form of " + value.getClass());
    }

    private Amf0Writer properties(Map<String, ?> properties) {
        properties.forEach((name, value) -> key(name).value(value));
        return endObject();
    }
}
