package org.mediaproxy.core.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.transport.Pulse;
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

    /** Those of {@link #BYTES} that went from socket to socket inside the kernel. */
    public static final String SPLICED = "srs_proxy_spliced_bytes_total";

    /** How often progress is looked at; a stuck relay ends after one to two of these and a second. */
    private static final Duration CHECK = Duration.ofSeconds(30);

    private static final long HALF = CHECK.toNanos() / 2;

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final Channel client;
    private final Channel origin;
    private final Session session;
    private final boolean oneWay;
    private final ScheduledFuture<?> check;
    private @Nullable Side ended;
    private long progress = -1;
    private long lookedAt;

    private Relay(Channel client, Channel origin, Session session, boolean oneWay) {
        this.client = client;
        this.origin = origin;
        this.session = session;
        this.oneWay = oneWay;
        this.check = Pulse.every(CHECK, client.eventLoop(), this::endIfStuck);
        this.lookedAt = Pulse.now(client.eventLoop());
    }

    /**
     * Joins two channels that share an event loop, on that loop. Their pipelines must hold no other handler that sees
     * bytes, and what was read before must have been written already. Reading starts here.
     */
    public static void start(Channel client, Channel origin, Session session, Counters counters) {
        new Relay(client, origin, session, false).join(counters);
    }

    /**
     * The same from the origin to the client only: what the client still sends is thrown away, and once it ends its
     * side it has left. The origin's pipeline may hold a decoder before this, as nothing is written to it.
     */
    public static void startOneWay(Channel client, Channel origin, Session session, Counters counters) {
        new Relay(client, origin, session, true).join(counters);
    }

    private void join(Counters counters) {
        session.enter(Phase.RELAY);
        session.onEnd(this::close);
        if (session.hasEnded()) {
            return;
        }
        String protocol = session.protocol();
        FlowCount in = new FlowCount(session.received(), counters, protocol, "in");
        FlowCount out = new FlowCount(session.sent(), counters, protocol, "out");
        RelayHandler fromClient = new RelayHandler(this, Side.CLIENT, origin, in);
        RelayHandler fromOrigin = new RelayHandler(this, Side.ORIGIN, client, out);
        client.pipeline().addLast(fromClient);
        origin.pipeline().addLast(fromOrigin);
        fromClient.spliceFrom(client);
        fromOrigin.spliceFrom(origin);
        begin();
    }

    /** Reads on, and makes up for what ended before the handlers were there to be told. */
    private void begin() {
        if (!client.isActive() || !origin.isActive()) {
            broken(client.isActive() ? Side.ORIGIN : Side.CLIENT, null);
            return;
        }
        client.config().setAutoRead(true);
        origin.config().setAutoRead(true);
        if (client instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
            inputEnded(Side.CLIENT);
        }
        if (origin instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
            inputEnded(Side.ORIGIN);
        }
    }

    /** Whether the session has ended, so that nothing more is read. */
    boolean isOver() {
        return session.hasEnded();
    }

    /** Whether what the side sends goes nowhere. */
    boolean discards(Side side) {
        return oneWay && side == Side.CLIENT;
    }

    /**
     * A side will send no more. A client that does so may still want to hear the origin out, so the origin is told and
     * goes on. An origin that does so has closed: nothing the client says has a meaning any more, and a publisher must
     * not hold the stream a moment longer, so the session ends as soon as the client has taken what is on its way to
     * it; {@link #endIfStuck} sees to a client that never does.
     */
    void inputEnded(Side side) {
        Side first = ended == null ? side : ended;
        ended = first;
        if (discards(side)) {
            session.end(first, Cause.CLOSED);
        } else if (side == Side.ORIGIN) {
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> session.end(first, Cause.CLOSED));
        } else {
            origin.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(written -> LastWords.endOutput((DuplexChannel) origin));
        }
    }

    void broken(Side side, @Nullable Throwable thrown) {
        // What is no valid TLS comes from a decoder, and is the peer's doing or the network's.
        Throwable error = thrown instanceof DecoderException decoding ? decoding.getCause() : thrown;
        if (side == Side.ORIGIN && ended == Side.ORIGIN) {
            return; // it is done, the client still takes what it sent
        }
        if (error == null) {
            session.end(ended == null ? side : ended, Cause.CLOSED);
        } else if (error instanceof IOException) {
            session.end(side, ended == null ? Cause.RESET : Cause.CLOSED);
        } else {
            LOG.error("{} a bug ended this session", session, error);
            session.end(Side.PROXY, Cause.BUG);
        }
    }

    /** A process that was halted comes to several looks at once; none of them tells what the sides did meanwhile. */
    private void endIfStuck() {
        long at = Pulse.now(client.eventLoop());
        long since = at - lookedAt;
        lookedAt = at;
        if (since < HALF) {
            return;
        }
        long now = session.received().get() + session.sent().get();
        boolean mayStick = ended != null || !client.isWritable() || !origin.isWritable();
        if (mayStick && now == progress && since < 3 * HALF) {
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
        LastWords.close(client);
        LastWords.close(origin);
    }
}
