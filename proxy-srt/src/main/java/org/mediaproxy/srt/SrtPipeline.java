package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramOwner;
import org.mediaproxy.core.relay.DatagramRelay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.srt.CallerVerdict.DropReason;
import org.mediaproxy.srt.packet.Handshake;
import org.mediaproxy.srt.packet.HandshakeWriter;
import org.mediaproxy.srt.packet.PacketKind;
import org.mediaproxy.srt.packet.Rejection;
import org.mediaproxy.srt.packet.ShutdownWriter;
import org.mediaproxy.srt.packet.SrtFormatException;
import org.mediaproxy.srt.packet.SrtHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SRT session, from a conclusion with a valid cookie on: the order of its phases, and the one place where it moves
 * from one to the next. Everything runs on one event loop.
 *
 * <pre>
 * route → OriginDialog (again with the next origin, if the first is silent) → relay
 * </pre>
 */
final class SrtPipeline implements DatagramOwner {

    private static final Logger LOG = LoggerFactory.getLogger(SrtPipeline.class);

    /** How long a refused call is remembered: conclusions that were on their way get the same answer. */
    private static final long REFUSED_MILLIS = 3_000;

    private final SrtCallers callers;
    private final CallerAddress address;
    private final InetSocketAddress caller;
    private final Session session;
    private final int callerId;
    private final int sequence;
    private final long receivedNanos = System.nanoTime();
    /** What the caller said, for every origin that is tried. */
    private @Nullable ByteBuf conclusion;

    private @Nullable OriginDialog dialog;
    private @Nullable DatagramRelay relay;
    private @Nullable StoredAnswer answer;
    private @Nullable ScheduledFuture<?> timer;
    private int originId;
    private boolean wasSilent;
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
        session.enter(Phase.ROUTE);
        callers.server().context().router().route(session, RouteTarget.SRT).whenCompleteAsync(this::routed, loop());
    }

    private void routed(@Nullable Route found, @Nullable Throwable error) {
        ByteBuf said = conclusion;
        if (session.hasEnded() || said == null) {
            return;
        }
        if (found == null) {
            unroutable(error);
            return;
        }
        session.enter(Phase.CONNECT);
        OriginHandshake handshake = new OriginHandshake(callers.alloc(), said, receivedNanos);
        OriginDialog begun = new OriginDialog(this, loop(), found, handshake);
        dialog = begun;
        begun.begin(callers.server().settings().originTimeout());
        callers.server()
                .relays()
                .open(
                        callers.port(),
                        loop(),
                        null,
                        found.endpoint().host(),
                        found.endpoint().port(),
                        session,
                        this)
                .whenComplete((opened, failure) -> opened(begun, opened, failure));
    }

    private void opened(OriginDialog by, @Nullable DatagramRelay opened, @Nullable Throwable failure) {
        if (opened == null) {
            next(by, failure == null ? "" : String.valueOf(failure.getMessage()), false);
        } else if (dialog != by) {
            opened.close();
        } else {
            by.opened(opened);
        }
    }

    private void unroutable(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
        if (cause instanceof RouteException no) {
            boolean timedOut = wasSilent && no.reason() == Cause.UNREACHABLE;
            Side side = no.reason() == Cause.LIMIT ? Side.CLIENT : Side.ORIGIN;
            fail(side, timedOut ? Cause.TIMEOUT : no.reason(), String.valueOf(no.getMessage()));
        } else {
            LOG.error("{} cannot be routed", session, cause);
            fail(Side.PROXY, Cause.STATE_UNAVAILABLE, "");
        }
    }

    /** An origin's time is over. One that has spoken is not followed by another: it may have taken the caller. */
    void silent(OriginDialog by) {
        if (dialog != by) {
            return;
        }
        if (by.hasSpoken()) {
            fail(Side.ORIGIN, Cause.TIMEOUT, "no answer to the conclusion");
        } else {
            next(by, "silent", true);
        }
    }

    private void next(OriginDialog by, String why, boolean silent) {
        if (session.hasEnded() || dialog != by) {
            return;
        }
        wasSilent = silent;
        dialog = null;
        by.close();
        LOG.warn(
                "{} origin {} at {} failed: {}",
                session,
                by.route().origin().id(),
                by.route().endpoint(),
                why);
        session.enter(Phase.ROUTE);
        by.route().next().whenCompleteAsync(this::routed, loop());
    }

    /** The handshake has gone on. */
    private void moved(OriginDialog by, ByteBuf packet) {
        switch (by.handshake().step()) {
            case INDUCTION, CONCLUSION -> {} // it goes on by itself
            case ACCEPTED -> accepted(by, packet);
            case REJECTED -> {
                answer = new StoredAnswer(packet, System.nanoTime());
                callers.send(packet.retainedSlice(), caller);
                session.end(
                        Side.ORIGIN,
                        Cause.REFUSED,
                        "rejection " + Handshake.parseFixed(packet).type());
            }
            case UNSUPPORTED ->
                fail(Side.ORIGIN, Cause.UNSUPPORTED, "speaks handshake version 4 only", Rejection.VERSION);
        }
    }

    /** The origin has consented: both directions become a relay. */
    private void accepted(OriginDialog by, ByteBuf packet) {
        DatagramRelay opened = by.release();
        dialog = null;
        if (opened == null) {
            throw new IllegalStateException("an answer without a socket");
        }
        relay = opened;
        originId = by.handshake().originId();
        if (!address.join(opened)) {
            fail(Side.PROXY, Cause.LIMIT, "the caller's address is served on another event loop");
            return;
        }
        answer = new StoredAnswer(packet, System.nanoTime());
        session.enter(Phase.RELAY);
        releaseConclusion();
        by.route().established();
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
            said(from, packet);
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

    /** A packet of an origin that has yet to consent. */
    private void said(DatagramRelay from, ByteBuf packet) {
        OriginDialog open = dialog;
        if (open == null || !open.isOf(from)) {
            return;
        }
        try {
            if (open.receive(packet)) {
                moved(open, packet);
            }
        } catch (SrtFormatException e) {
            callers.drop(DropReason.MALFORMED);
        }
    }

    @Override
    public void originFailed(DatagramRelay from, Throwable cause) {
        OriginDialog open = dialog;
        if (relay == from) {
            session.end(Side.ORIGIN, Cause.RESET, String.valueOf(cause.getMessage()));
        } else if (open == null || !open.isOf(from)) {
            return;
        } else if (open.hasSpoken()) {
            fail(Side.ORIGIN, Cause.RESET, String.valueOf(cause.getMessage()));
        } else {
            next(open, String.valueOf(cause.getMessage()), false);
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

    private void fail(Side side, Cause cause, String detail) {
        fail(side, cause, detail, SrtReplies.rejection(cause));
    }

    /** Tells the caller in SRT's words, if it still waits for an answer, and ends the session. */
    private void fail(Side side, Cause cause, String detail, Rejection reason) {
        ByteBuf said = conclusion;
        if (!session.hasEnded() && said != null) {
            ByteBuf rejection = HandshakeWriter.rejection(callers.alloc(), said, reason);
            answer = new StoredAnswer(rejection, System.nanoTime());
            callers.send(rejection, caller);
        }
        session.end(side, cause, detail);
    }

    private void releaseConclusion() {
        if (conclusion != null) {
            conclusion.release();
            conclusion = null;
            callers.server().limits().shaken();
        }
    }

    private void ended() {
        if (dialog != null) {
            dialog.close();
            dialog = null;
        }
        stopTimer();
        callers.server().limits().left();
        DatagramRelay open = relay;
        relay = null;
        if (open != null) {
            if (!shutDown) {
                open.sendToClient(ShutdownWriter.shutdown(callers.alloc(), callerId), caller);
                open.sendToOrigin(ShutdownWriter.shutdown(callers.alloc(), originId));
            }
            address.leave(open);
        }
        boolean refused = conclusion != null && answer != null;
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
