package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramRelay;
import org.mediaproxy.core.spi.Route;

/**
 * A session's dialog with one origin, from the opening of a socket to the origin's last word: sends what the handshake
 * has to say, again and again until it is answered, within a time for the first word and another for the last. On the
 * session's event loop.
 */
final class OriginDialog {

    /** After how long without an answer a packet is sent again; libsrt's own callers wait 250 ms. */
    static final Duration REPEAT = Duration.ofMillis(200);

    /**
     * How long an origin that has spoken may think about the conclusion: callers give up after 3 s by default. It may ask
     * others about the caller, and nobody else is asked meanwhile.
     */
    static final Duration LAST_WORD = Duration.ofSeconds(3);

    private final SrtConnector connector;
    private final EventLoop loop;
    private final Route route;
    private final OriginHandshake handshake;
    private @Nullable DatagramRelay relay;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> repeat;

    OriginDialog(SrtConnector connector, EventLoop loop, Route route, OriginHandshake handshake) {
        this.connector = connector;
        this.loop = loop;
        this.route = route;
        this.handshake = handshake;
    }

    Route route() {
        return route;
    }

    OriginHandshake handshake() {
        return handshake;
    }

    /** Whether the origin has said anything: from then on it is the stream's origin, whatever it says. */
    boolean hasSpoken() {
        return handshake.step() != OriginHandshake.Step.INDUCTION;
    }

    /** The time for the first word begins, of which the opening of the socket is part. */
    void begin(Duration firstWord) {
        deadline = loop.schedule(() -> connector.silent(this), firstWord.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The socket is there: says the first words. */
    void opened(DatagramRelay socket) {
        relay = socket;
        say();
    }

    boolean isOf(DatagramRelay socket) {
        return relay == socket;
    }

    private void say() {
        if (relay != null) {
            relay.sendToOrigin(handshake.toSend(System.nanoTime()));
            repeat = loop.schedule(this::say, REPEAT.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Takes a packet of the origin's.
     *
     * @param packet stays its owner's
     * @return whether the handshake has gone on
     */
    boolean receive(ByteBuf packet) {
        boolean spoken = hasSpoken();
        if (!handshake.receive(packet)) {
            return false;
        }
        stopRepeating();
        if (handshake.step() == OriginHandshake.Step.CONCLUSION) {
            if (!spoken) {
                stopDeadline();
                begin(LAST_WORD);
            }
            say();
        }
        return true;
    }

    /** The origin's socket is somebody else's from now on; nothing is said any more. */
    void release() {
        stopRepeating();
        stopDeadline();
        relay = null;
    }

    /** Gives the origin up. */
    void close() {
        DatagramRelay open = relay;
        release();
        if (open != null) {
            open.close();
        }
    }

    private void stopRepeating() {
        if (repeat != null) {
            repeat.cancel(false);
            repeat = null;
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
