package org.mediaproxy.rtmp.amf;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * A command message (RTMP 1.0 §7.2). The first argument is the command object, or null in its place, so for
 * {@code publish} the stream's name is argument 1.
 *
 * @param name the command, such as {@code connect}, {@code publish}, {@code _result}
 * @param transaction the transaction id, 0 when it is missing
 * @param arguments what follows it, unmodifiable, values as {@link Amf0Reader} returns them; ends before the first argument
 *     that is unreadable
 * @param transactionOffset offset in the payload of the 8 bytes of the transaction id, -1 when it is missing
 */
public record RtmpCommand(String name, double transaction, List<Object> arguments, int transactionOffset) {
    /** Copies the arguments and checks the offset. */
    public RtmpCommand {
        arguments = List.copyOf(arguments);
        if (transactionOffset < -1) {
            throw new IllegalArgumentException("transaction at " + transactionOffset);
        }
    }

    /** Whether messages of this type are commands: 20, or 17 in AMF3. */
    public static boolean isCommand(int type) {
        return type == RtmpMessage.COMMAND_AMF0 || type == RtmpMessage.COMMAND_AMF3;
    }

    /**
     * Reads a command that the reader kept.
     *
     * @throws RtmpFormatException when its payload does not begin with a name
     * @throws IllegalArgumentException when it is no command, or its payload was not kept
     */
    public static RtmpCommand parse(RtmpMessage message) {
        ByteBuf payload = message.payload();
        if (payload == null) {
            throw new IllegalArgumentException("payload was not kept: " + message);
        }
        return parse(message.type(), payload);
    }

    /**
     * Reads a command. In type 17 the values are AMF0 behind one byte 0, unless a value switches to AMF3.
     *
     * @param type 20 or 17
     * @param payload stays the caller's, its indices do not move
     * @throws RtmpFormatException when the payload does not begin with a name
     * @throws IllegalArgumentException when the type is another
     */
    public static RtmpCommand parse(int type, ByteBuf payload) {
        if (!isCommand(type)) {
            throw new IllegalArgumentException("no command: type " + type);
        }
        ByteBuf in = payload.slice();
        if (type == RtmpMessage.COMMAND_AMF3 && in.isReadable() && in.getByte(0) == 0) {
            in.skipBytes(1);
        }
        if (!(Amf0Reader.read(in) instanceof String name)) {
            throw new RtmpFormatException("command without a name");
        }
        double transaction = 0;
        int offset = -1;
        if (in.readableBytes() >= 9 && in.getByte(in.readerIndex()) == AmfMarker.NUMBER) {
            offset = in.readerIndex() + 1;
            transaction = in.skipBytes(1).readDouble();
        }
        return new RtmpCommand(name, transaction, arguments(in), offset);
    }

    private static List<Object> arguments(ByteBuf in) {
        List<Object> arguments = new ArrayList<>();
        try {
            while (in.isReadable()) {
                arguments.add(Amf0Reader.read(in));
            }
        } catch (RtmpFormatException unreadable) {
            // Origins judge what we pass on verbatim; to identify a stream the readable arguments are enough.
            return arguments;
        }
        return arguments;
    }

    /** The string at that index of the arguments, or null when there is none. */
    public @Nullable String string(int index) {
        return argument(index) instanceof String string ? string : null;
    }

    /** The number at that index of the arguments, or {@code otherwise} when there is none. */
    public double number(int index, double otherwise) {
        return argument(index) instanceof Double number ? number : otherwise;
    }

    /** The object or ECMA array at that index of the arguments, unmodifiable or not; empty when there is none. */
    @SuppressWarnings("unchecked") // Amf0Reader makes no other maps.
    public Map<String, Object> object(int index) {
        return argument(index) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** For logs: name and transaction; arguments hold stream keys and tokens. */
    @Override
    public String toString() {
        return "RtmpCommand[" + name + ", transaction=" + transaction + ", " + arguments.size() + " arguments]";
    }

    private @Nullable Object argument(int index) {
        return index >= 0 && index < arguments.size() ? arguments.get(index) : null;
    }
}
