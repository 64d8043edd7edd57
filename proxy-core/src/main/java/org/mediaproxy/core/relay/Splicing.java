package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.transport.SplicePipe;
import org.mediaproxy.core.transport.TcpReads;

/**
 * The short way of one direction of a relay: what a socket holds goes to its peer inside the kernel, before it would be
 * read. That costs half of what copying does where a burst is many packets; where it is few, the calls it takes cost
 * more than the copies it saves. So each burst decides about the next one.
 *
 * <p>Nothing overtakes: while anything waits to be written to the peer, all is read and written in turn.
 */
final class Splicing {

    /** Bytes of a burst from which on it pays. */
    private static final int PAYS = 16 * 1024;

    /** Pipes that are filled before Netty reads, which it does up to 16 times for each event. */
    private static final int MAX_MOVES = 16;

    private final Relay relay;
    private final Side taker;
    private final Channel from;
    private final Channel to;
    private final FlowCount count;
    private boolean pays;
    private boolean unflushed;
    private long counted;

    private Splicing(Relay relay, Side side, Channel from, Channel to, FlowCount count) {
        this.relay = relay;
        this.taker = side == Side.CLIENT ? Side.ORIGIN : Side.CLIENT;
        this.from = from;
        this.to = to;
        this.count = count;
        this.counted = count.ofSession();
    }

    /**
     * Starts it for what {@code from} sends, where both sockets can do it.
     *
     * @return null where it cannot be
     */
    static @Nullable Splicing between(Relay relay, Side side, Channel from, Channel to, FlowCount count) {
        TcpReads reads = TcpReads.ofSpliced(from);
        if (reads == null || !SplicePipe.canDrainTo(to)) {
            return null;
        }
        Splicing splicing = new Splicing(relay, side, from, to, count);
        reads.beforeRead(splicing::move);
        return splicing;
    }

    /** TLS or a decoder must see the bytes, and a decoder may leave while the relay is under way. */
    private static boolean isBare(Channel channel) {
        return channel.pipeline().first() instanceof RelayHandler;
    }

    /** All of a burst has been read. */
    void burstEnded() {
        if (unflushed) {
            unflushed = false;
            to.flush();
        }
        long now = count.ofSession();
        pays = now - counted >= PAYS;
        counted = now;
    }

    private void move() throws IOException {
        if (!pays || relay.isOver() || !from.config().isAutoRead() || !isBare(from) || !isBare(to)) {
            return;
        }
        ChannelOutboundBuffer waiting = to.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() > 0) {
            return;
        }
        SplicePipe pipe = SplicePipe.ofThread();
        if (pipe == null) {
            return;
        }
        for (int i = 0; i < MAX_MOVES; i++) {
            int filled = pipe.fill(from);
            count.addSpliced(filled);
            if (filled == 0 || !empty(pipe) || filled < SplicePipe.CAPACITY / 2) {
                break;
            }
        }
    }

    /** Whether the peer has taken all. What it has not is written to it, and flushed once the read is over. */
    private boolean empty(SplicePipe pipe) throws IOException {
        int rest;
        try {
            rest = pipe.drain(to);
        } catch (IOException e) {
            // Not at once: the channel that is being read must stay open until it has been.
            to.eventLoop().execute(() -> relay.broken(taker, e));
            return false;
        }
        if (rest == 0) {
            return true;
        }
        ByteBuf buffer = to.alloc().directBuffer(rest, rest);
        try {
            pipe.readRest(buffer);
        } catch (IOException e) {
            buffer.release();
            throw e;
        }
        to.write(buffer, to.voidPromise());
        unflushed = true;
        return false;
    }
}
