package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramRelay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.srt.CallerVerdict.DropReason;
import org.mediaproxy.srt.packet.Rejection;
import org.mediaproxy.srt.packet.SrtFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one session to its origin: asks the router, says the handshake over a socket of the session's own, and goes on
 * to the next origin as long as none has spoken. On the session's event loop.
 */
final class SrtConnector {

    private static final Logger LOG = LoggerFactory.getLogger(SrtConnector.class);

    private final SrtCallers callers;
    private final Session session;
    private final SrtPipeline pipeline;
    private final ByteBuf conclusion;
    private final long receivedNanos = System.nanoTime();
    private @Nullable OriginDialog dialog;
    private boolean wasSilent;

    /**
     * For a session whose conclusion has just come.
     *
     * @param conclusion stays the pipeline's, which keeps it until the session has ended or the origin has consented
     */
    SrtConnector(SrtCallers callers, Session session, SrtPipeline pipeline, ByteBuf conclusion) {
        this.callers = callers;
        this.session = session;
        this.pipeline = pipeline;
        this.conclusion = conclusion;
    }

    private EventLoop loop() {
        return callers.loop();
    }

    /** Routes the session, which is identified, and connects. */
    void begin() {
        session.enter(Phase.ROUTE);
        callers.server().context().router().route(session, RouteTarget.SRT).whenCompleteAsync(this::routed, loop());
    }

    private void routed(@Nullable Route found, @Nullable Throwable error) {
        if (session.hasEnded()) {
            return;
        }
        if (found == null) {
            unroutable(error);
            return;
        }
        session.enter(Phase.CONNECT);
        OriginHandshake handshake = new OriginHandshake(callers.alloc(), conclusion, receivedNanos);
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
                        pipeline)
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
            pipeline.fail(side, timedOut ? Cause.TIMEOUT : no.reason(), String.valueOf(no.getMessage()));
        } else {
            LOG.error("{} cannot be routed", session, cause);
            pipeline.fail(Side.PROXY, Cause.STATE_UNAVAILABLE, "");
        }
    }

    /** An origin's time is over. One that has spoken is not followed by another: it may have taken the caller. */
    void silent(OriginDialog by) {
        if (dialog != by) {
            return;
        }
        if (by.hasSpoken()) {
            pipeline.fail(Side.ORIGIN, Cause.TIMEOUT, "no answer to the conclusion");
        } else {
            next(by, "silent", true);
        }
    }

    /** An origin's host says that nobody is there, or its socket broke. */
    void originFailed(DatagramRelay from, String why) {
        OriginDialog open = dialog;
        if (open == null || !open.isOf(from)) {
            return;
        }
        if (open.hasSpoken()) {
            pipeline.fail(Side.ORIGIN, Cause.RESET, why);
        } else {
            next(open, why, false);
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

    /** A packet of an origin that has yet to consent; stays its owner's. */
    void said(DatagramRelay from, ByteBuf packet) {
        OriginDialog open = dialog;
        if (open == null || !open.isOf(from)) {
            return;
        }
        try {
            if (open.receive(packet)) {
                moved(open, from, packet);
            }
        } catch (SrtFormatException e) {
            callers.drop(DropReason.MALFORMED);
        }
    }

    private void moved(OriginDialog by, DatagramRelay from, ByteBuf packet) {
        switch (by.handshake().step()) {
            case INDUCTION, CONCLUSION -> {} // it goes on by itself
            case ACCEPTED -> {
                by.release();
                dialog = null;
                pipeline.accepted(by.route(), from, by.handshake().originId(), packet);
            }
            case REJECTED -> pipeline.rejected(packet);
            case UNSUPPORTED ->
                pipeline.fail(Side.ORIGIN, Cause.UNSUPPORTED, "speaks handshake version 4 only", Rejection.VERSION);
        }
    }

    /** The session has ended: gives up the origin that it is being told to. */
    void close() {
        if (dialog != null) {
            dialog.close();
            dialog = null;
        }
    }
}
