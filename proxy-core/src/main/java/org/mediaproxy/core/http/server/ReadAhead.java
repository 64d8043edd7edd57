package org.mediaproxy.core.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.mediaproxy.core.http.HttpServerNames;

/** What a client has sent and nobody has looked at yet: messages in order, and behind them the end of its side. */
final class ReadAhead {

    private final Queue<Object> messages = new ArrayDeque<>();
    private boolean reading;
    private boolean inputEnded;

    void add(Object message) {
        messages.add(message);
    }

    /**
     * Shows the reader message after message, as long as it is ready for one, and releases each. Does nothing where it
     * is called from the reader, as a reply that is ready at once leads back here.
     */
    void readWhile(BooleanSupplier ready, Consumer<Object> reader) {
        if (reading) {
            return;
        }
        reading = true;
        try {
            while (ready.getAsBoolean() && !messages.isEmpty()) {
                Object message = messages.remove();
                try {
                    reader.accept(message);
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
        } finally {
            reading = false;
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** The client says no more. */
    void endInput() {
        inputEnded = true;
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    /** Gives all of it to whoever stands behind the codec now. */
    void passOn(Channel channel) {
        ChannelHandlerContext codec = channel.pipeline().context(HttpServerNames.CODEC);
        while (codec != null && !messages.isEmpty()) {
            codec.fireChannelRead(messages.remove());
        }
        release();
        if (inputEnded) {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    void release() {
        messages.forEach(ReferenceCountUtil::release);
        messages.clear();
    }
}
