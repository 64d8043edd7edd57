package org.mediaproxy.core.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both directions of one TCP session, from the moment nothing is parsed any more. Everything runs on the one event loop
 * that both channels share. A side that ends its input half-closes the other; a relay that makes no progress while half
 * closed or while a side takes nothing is ended.
 */
public final class Relay {

    /** Bytes relayed, by protocol and direction ({@code in} from clients, {@code out} to clients). */
    public static final String BYTES = "srs_proxy_bytes_total";

    /** How often progress is looked at, in milliseconds; a stuck relay ends after one to two of these. */
    private static final long CHECK_MILLIS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final Channel client;
    private final Channel origin;
    private final Session session;
    private final ScheduledFuture<?> check;
    private @Nullable Side ended;
    private long progress = -1;

    private Relay(Channel client, Channel origin, Session session) {
        this.client = client;
        this.origin = origin;
        this.session = session;
        this.check = client.eventLoop()
                .scheduleAtFixedRate(this::endIfStuck, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Joins two channels that share an event loop, on that loop. Their pipelines must hold no other handler that sees
     * bytes, and what was read before must have been written already. Reading starts here.
     */
    public static void start(Channel client, Channel origin, Session session, Counters counters) {
        session.enter(Phase.RELAY);
        Relay relay = new Relay(client, origin, session);
        session.onEnd(relay::close);
        if (session.hasEnded()) {
            return;
        }
        String protocol = session.protocol();
        client.pipeline()
                .addLast(new RelayHandler(
                        relay,
                        Side.CLIENT,
                        origin,
                        session.received(),
                        counters.counter(BYTES, "protocol", protocol, "direction", "in")));
        origin.pipeline()
                .addLast(new RelayHandler(
                        relay,
                        Side.ORIGIN,
                        client,
                        session.sent(),
                        counters.counter(BYTES, "protocol", protocol, "direction", "out")));
        relay.begin();
    }

    /** Reads on, and makes up for what ended before the handlers were there to be told. */
    private void begin() {
        if (!client.isActive() || !origin.isActive()) {
            broken(client.isActive() ? Side.ORIGIN : Side.CLIENT, null);
            return;
        }
        client.config().setAutoRead(true);
        origin.config().setAutoRead(true);
        if (((DuplexChannel) client).isInputShutdown()) {
            inputEnded(Side.CLIENT);
        }
        if (((DuplexChannel) origin).isInputShutdown()) {
            inputEnded(Side.ORIGIN);
        }
    }

    /** Whether the session has ended, so that nothing more is read. */
    boolean isOver() {
        return session.hasEnded();
    }

    /** A side will send no more: tell the other, after what is still on its way to it. */
    void inputEnded(Side side) {
        if (ended == side) {
            return;
        }
        if (ended != null) {
            session.end(ended, Cause.CLOSED);
            return;
        }
        ended = side;
        Channel other = side == Side.CLIENT ? origin : client;
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> ((DuplexChannel) other).shutdownOutput());
    }

    void broken(Side side, @Nullable Throwable error) {
        if (error == null) {
            session.end(ended == null ? side : ended, Cause.CLOSED);
        } else if (error instanceof IOException) {
            session.end(side, ended == null ? Cause.RESET : Cause.CLOSED);
        } else {
            LOG.error("{} a bug ended this session", session, error);
            session.end(Side.PROXY, Cause.BUG);
        }
    }

    private void endIfStuck() {
        long now = session.received().get() + session.sent().get();
        boolean mayStick = ended != null || !client.isWritable() || !origin.isWritable();
        if (mayStick && now == progress) {
            session.end(silent(), Cause.TIMEOUT);
        }
        progress = now;
    }

    /** Who is waited for: the side that takes nothing, else the one that has not ended its input. */
    private Side silent() {
        if (client.isWritable() && origin.isWritable()) {
            return ended == Side.CLIENT ? Side.ORIGIN : Side.CLIENT;
        }
        return client.isWritable() ? Side.ORIGIN : Side.CLIENT;
    }

    private void close() {
        check.cancel(false);
        closeAfterFlush(client);
        closeAfterFlush(origin);
    }

    /** Closes once everything written has left, or at once where the peer takes nothing. */
    private static void closeAfterFlush(Channel channel) {
        if (!channel.isActive()) {
            return;
        }
        channel.config().setAutoRead(false);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        if (channel.isActive()) {
            channel.eventLoop().schedule(() -> channel.close(), 5, TimeUnit.SECONDS);
        }
    }
}
