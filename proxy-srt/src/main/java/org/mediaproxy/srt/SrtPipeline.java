package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramOwner;
import org.mediaproxy.core.relay.DatagramRelay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.srt.CallerVerdict.DropReason;
import org.mediaproxy.srt.packet.Handshake;
import org.mediaproxy.srt.packet.HandshakeWriter;
import org.mediaproxy.srt.packet.PacketKind;
import org.mediaproxy.srt.packet.Rejection;
import org.mediaproxy.srt.packet.ShutdownWriter;
import org.mediaproxy.srt.packet.SrtHeader;

/**
 * One SRT session, from a conclusion with a valid cookie on: the order of its phases, and the one place where it moves
 * from one to the next. Everything runs on one event loop.
 *
 * <pre>
 * SrtConnector: route → OriginDialog, again with the next origin if the first is silent
 *       ↓
 * relay: this is the owner of its datagrams
 * </pre>
 */
final class SrtPipeline implements DatagramOwner {

    /** How long a refused call is remembered: conclusions that were on their way get the same answer. */
    private static final long REFUSED_MILLIS = 3_000;

    private final SrtCallers callers;
    private final CallerAddress address;
    private final InetSocketAddress caller;
    private final Session session;
    private final int callerId;
    private final int sequence;
    private final SrtConnector connector;
    /** What the caller said, for every origin that is tried. */
    private @Nullable ByteBuf conclusion;

    private @Nullable DatagramRelay relay;
    private @Nullable StoredAnswer answer;
    private @Nullable ScheduledFuture<?> timer;
    private int originId;
    private boolean heardOrigin;
    private boolean shutDown;

    /**
     * For a session that is counted in the limits.
     *
     * @param handshake the conclusion as it was read
     * @param conclusion becomes this one's
     */
    SrtPipeline(SrtCallers callers, CallerAddress address, Session session, Handshake handshake, ByteBuf conclusion) {
        this.callers = callers;
        this.address = address;
        this.caller = address.address();
        this.session = session;
        this.callerId = handshake.socketId();
        this.sequence = handshake.initialSequence();
        this.conclusion = conclusion;
        this.connector = new SrtConnector(callers, session, this, conclusion);
        session.onEnd(this::ended);
    }

    int callerId() {
        return callerId;
    }

    /** The origin's socket id, once it is relayed to. */
    int originId() {
        return originId;
    }

    /** Both directions, from the origin's consent to the session's end. */
    @Nullable
    DatagramRelay relay() {
        return relay;
    }

    private EventLoop loop() {
        return callers.loop();
    }

    /** Identified: looks for an origin. */
    void begin(StreamUrl stream, StreamRole role) {
        session.identified(stream, role);
        connector.begin();
    }

    /** The origin has refused, and the caller hears it in the origin's words. */
    void rejected(ByteBuf packet) {
        answer = new StoredAnswer(packet, System.nanoTime());
        int reason = Handshake.parseFixed(packet).type();
        // Said last: a caller that has heard it finds its place in the limits free, whichever event loop it meets.
        session.end(Side.ORIGIN, Cause.REFUSED, "rejection " + reason);
        callers.send(packet.retainedSlice(), caller);
    }

    /** The origin has consented: both directions become a relay. */
    void accepted(Route by, DatagramRelay opened, int socketId, ByteBuf packet) {
        relay = opened;
        originId = socketId;
        if (!address.join(opened)) {
            fail(Side.PROXY, Cause.LIMIT, "the caller's address is served on another event loop");
            return;
        }
        answer = new StoredAnswer(packet, System.nanoTime());
        session.enter(Phase.RELAY);
        releaseConclusion();
        by.established();
        opened.sendToClient(packet.retainedSlice(), caller);
        long idle = callers.server().settings().idleTimeout().toNanos();
        timer = loop().scheduleWithFixedDelay(this::checkOrigin, idle, idle, TimeUnit.NANOSECONDS);
    }

    private void checkOrigin() {
        if (!heardOrigin) {
            session.end(Side.ORIGIN, Cause.TIMEOUT);
        }
        heardOrigin = false;
    }

    /** Whether a conclusion of this caller's socket id is one that it has sent before. */
    boolean isRepeated(ByteBuf packet) {
        return Handshake.parseFixed(packet).initialSequence() == sequence;
    }

    /** The caller has not heard an answer: it gets the one that there is, or goes on waiting. */
    void repeated() {
        if (answer != null) {
            callers.send(answer.packet(callers.alloc(), System.nanoTime()), caller);
        }
    }

    /** The caller has begun anew under the same socket id. */
    void replaced() {
        if (session.hasEnded()) {
            forgetRefused();
        } else {
            session.end(Side.CLIENT, Cause.CLOSED, "called anew");
        }
    }

    @Override
    public @Nullable DatagramRelay fromClient(DatagramRelay at, InetSocketAddress from, ByteBuf packet) {
        PacketKind kind = PacketKind.of(packet);
        if (kind == PacketKind.HANDSHAKE) {
            callers.handshake(from, packet);
            return null;
        }
        if (kind == PacketKind.MALFORMED) {
            callers.drop(DropReason.MALFORMED);
            return null;
        }
        int destination = SrtHeader.destination(packet);
        SrtPipeline call = destination == originId ? this : address.ofOrigin(destination);
        if (call == null) {
            callers.drop(DropReason.STRAY);
            return null;
        }
        if (kind == PacketKind.SHUTDOWN) {
            call.leave(packet);
            return null;
        }
        return call.relay;
    }

    /** The caller has ended the connection, which the origin hears too. */
    private void leave(ByteBuf packet) {
        if (relay != null) {
            shutDown = true;
            relay.sendToOrigin(packet.retainedSlice());
            session.end(Side.CLIENT, Cause.CLOSED);
        }
    }

    @Override
    public @Nullable InetSocketAddress fromOrigin(DatagramRelay from, ByteBuf packet) {
        if (relay != from) {
            connector.said(from, packet);
            return null;
        }
        heardOrigin = true;
        return switch (PacketKind.of(packet)) {
            case DATA, CONTROL -> caller;
            case HANDSHAKE -> null; // an answer to what was said twice, which the caller has had
            case MALFORMED -> {
                callers.drop(DropReason.MALFORMED);
                yield null;
            }
            case SHUTDOWN -> {
                if (SrtHeader.destination(packet) == callerId) {
                    shutDown = true;
                    from.sendToClient(packet.retainedSlice(), caller);
                    session.end(Side.ORIGIN, Cause.CLOSED);
                }
                yield null;
            }
        };
    }

    @Override
    public void originFailed(DatagramRelay from, Throwable cause) {
        if (relay == from) {
            session.end(Side.ORIGIN, Cause.RESET, String.valueOf(cause.getMessage()));
        } else {
            connector.originFailed(from, String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public void idle(DatagramRelay from) {
        if (relay == from) {
            session.end(Side.CLIENT, Cause.TIMEOUT);
        }
    }

    /** The proxy stops: ends what is left. */
    void stop() {
        if (session.hasEnded()) {
            forgetRefused();
        } else {
            fail(Side.PROXY, Cause.DRAINED, "");
        }
    }

    /** Tells the caller in SRT's words, if it still waits for an answer, and ends the session. */
    void fail(Side side, Cause cause, String detail) {
        fail(side, cause, detail, SrtReplies.rejection(cause));
    }

    /** The same with a reason that the cause does not tell. */
    void fail(Side side, Cause cause, String detail, Rejection reason) {
        ByteBuf said = conclusion;
        ByteBuf rejection = null;
        if (!session.hasEnded() && said != null) {
            rejection = HandshakeWriter.rejection(callers.alloc(), said, reason);
            answer = new StoredAnswer(rejection, System.nanoTime());
        }
        session.end(side, cause, detail);
        if (rejection != null) {
            callers.send(rejection, caller);
        }
    }

    private void releaseConclusion() {
        if (conclusion != null) {
            conclusion.release();
            conclusion = null;
            callers.server().limits().shaken();
        }
    }

    private void ended() {
        connector.close();
        stopTimer();
        callers.server().limits().left();
        DatagramRelay open = relay;
        relay = null;
        boolean unanswered = conclusion != null;
        if (open != null) {
            if (!shutDown && !unanswered) {
                open.sendToClient(ShutdownWriter.shutdown(callers.alloc(), callerId), caller);
            }
            if (!shutDown) {
                open.sendToOrigin(ShutdownWriter.shutdown(callers.alloc(), originId));
            }
            address.leave(open);
        }
        boolean refused = unanswered && answer != null;
        releaseConclusion();
        if (refused && callers.rememberRefused()) {
            timer = loop().schedule(this::forgetRefused, REFUSED_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            callers.forget(this, address);
        }
    }

    private void forgetRefused() {
        if (timer != null) {
            stopTimer();
            callers.forgetRefused(this, address);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
