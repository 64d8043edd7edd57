package org.mediaproxy.core.http.origin;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.transport.Transport;

/**
 * The kept connections of one event loop to one endpoint. The one given back last is lent first, so that those not
 * needed grow old and close themselves. On its loop only.
 */
final class OriginPool {

    /** Kept and not used, at most. */
    private static final int MAX_IDLE = 64;

    private final Transport transport;
    private final EventLoop loop;
    private final OriginEndpoint endpoint;
    private final Deque<OriginConnection> idle = new ArrayDeque<>();
    private final Consumer<OriginPool> onEmpty;
    private int open;

    OriginPool(Transport transport, EventLoop loop, OriginEndpoint endpoint, Consumer<OriginPool> onEmpty) {
        this.transport = transport;
        this.loop = loop;
        this.endpoint = endpoint;
        this.onEmpty = onEmpty;
    }

    EventLoop loop() {
        return loop;
    }

    /** Lends a kept connection or a new one. */
    void lend(OriginFetch fetch, boolean fresh) {
        while (!fresh && !idle.isEmpty()) {
            OriginConnection kept = idle.pop();
            if (kept.isUsable()) {
                fetch.lent(kept);
                return;
            }
        }
        OriginConnection made = new OriginConnection(this);
        open++;
        ChannelFuture connecting = transport.connect(loop, endpoint, made.initializer());
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                fetch.lent(made);
            } else {
                gone(made);
                fetch.broken(
                        OriginFailure.UNREACHABLE,
                        String.valueOf(connected.cause().getMessage()),
                        false);
            }
        });
    }

    /** Keeps a connection whose reply is complete; false if there are enough. */
    boolean keep(OriginConnection connection) {
        if (idle.size() >= MAX_IDLE) {
            return false;
        }
        idle.push(connection);
        return true;
    }

    /** A connection has closed. */
    void gone(OriginConnection connection) {
        idle.remove(connection);
        if (--open == 0) {
            onEmpty.accept(this);
        }
    }

    int idle() {
        return idle.size();
    }
}
