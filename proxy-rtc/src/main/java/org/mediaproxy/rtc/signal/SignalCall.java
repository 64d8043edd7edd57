package org.mediaproxy.rtc.signal;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.origin.OriginClientException;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.RouteException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One signalling request as a session: it ends once, with a cause and with the reply that fits. On the request's event loop. */
final class SignalCall {

    /** What the module is called in logs and metrics. */
    static final String PROTOCOL = "rtc";

    /** Signalling requests by what they ask for and how they ended. */
    static final String CALLS = "srs_proxy_rtc_signalling_total";

    private static final Logger LOG = LoggerFactory.getLogger(SignalCall.class);

    private static final long STATE_TIMEOUT_MILLIS = 3_000;

    private final SignalContext rtc;
    private final HttpExchange exchange;
    private final String kind;
    private final Session session;
    private @Nullable HttpResponseStatus complete;

    /** @param kind what is asked for: one of few words */
    SignalCall(SignalContext rtc, HttpExchange exchange, String kind) {
        this.rtc = rtc;
        this.exchange = exchange;
        this.kind = kind;
        this.session = rtc.proxy().sessions().openRequest(PROTOCOL, exchange.client());
        session.enter(Phase.IDENTIFY);
        exchange.onOver(this::over);
    }

    HttpExchange exchange() {
        return exchange;
    }

    Session session() {
        return session;
    }

    boolean hasEnded() {
        return session.hasEnded();
    }

    /** Goes on with an outcome of the shared state, which has a time limit, unless the client has left. */
    <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        CompletableFuture<T> timed = stage.thenApply(value -> value)
                .toCompletableFuture()
                .orTimeout(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        whenDone(timed, (value, error) -> {
            if (hasEnded()) {
                return;
            }
            if (error == null) {
                next.accept(value);
            } else {
                unavailable(error);
            }
        });
    }

    /** Goes on with any outcome, on the loop, also where the client has left; a bug in it ends this call only. */
    <T> void whenDone(CompletionStage<T> stage, BiConsumer<T, @Nullable Throwable> next) {
        stage.whenCompleteAsync(
                (value, error) -> {
                    try {
                        next.accept(value, unwrapped(error));
                    } catch (RuntimeException e) {
                        LOG.error("{} a bug in signalling", session, e);
                        fail(Side.PROXY, Cause.BUG, "");
                    }
                },
                exchange.eventLoop());
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private void unavailable(Throwable error) {
        if (error instanceof RouteException no) {
            Side side = no.reason() == Cause.LIMIT ? Side.CLIENT : Side.ORIGIN;
            fail(side, no.reason(), String.valueOf(no.getMessage()));
        } else if (error instanceof TimeoutException) {
            fail(Side.PROXY, Cause.STATE_UNAVAILABLE, "the shared state gave no answer in time");
        } else {
            fail(Side.PROXY, Cause.STATE_UNAVAILABLE, String.valueOf(error.getMessage()));
        }
    }

    /** The origin gave no whole answer. */
    void noAnswer(Throwable error) {
        if (error instanceof OriginClientException no) {
            fail(Side.ORIGIN, SignalReplies.cause(no.reason()), String.valueOf(no.getMessage()));
        } else {
            LOG.error("{} a bug asking an origin", session, error);
            fail(Side.PROXY, Cause.BUG, "");
        }
    }

    void fail(BadRequestException bad) {
        fail(
                Side.CLIENT,
                bad.reason(),
                String.valueOf(bad.getMessage()),
                SignalReplies.error(bad.status(), String.valueOf(bad.getMessage())));
    }

    void fail(Side side, Cause cause, String detail) {
        fail(side, cause, detail, SignalReplies.of(cause));
    }

    void fail(Side side, Cause cause, String detail, HttpReply reply) {
        if (!hasEnded()) {
            count(cause.label());
            session.end(side, cause, detail);
            exchange.reply(reply);
        }
    }

    /** The origin's answer as it is; one that refuses ends the session so. */
    void pass(OriginReply reply) {
        int status = reply.status().code();
        if (status >= 400) {
            refused(reply, reply.status().toString());
        } else {
            answer(PassedHeaders.reply(reply), reply.body());
        }
    }

    /** The origin's answer as it is, which says no. */
    void refused(OriginReply reply, String detail) {
        if (!hasEnded()) {
            count(Cause.REFUSED.label());
            session.end(Side.ORIGIN, Cause.REFUSED, detail);
            exchange.reply(PassedHeaders.reply(reply), Unpooled.wrappedBuffer(reply.body()));
        }
    }

    /** The answer in order; the session ends when it is out. */
    void answer(HttpResponse head, byte[] body) {
        if (!hasEnded()) {
            session.enter(Phase.RELAY);
            complete = head.status();
            count("ok");
            session.sent().add(body.length);
            exchange.reply(head, Unpooled.wrappedBuffer(body));
        }
    }

    private void over() {
        HttpResponseStatus status = complete;
        if (status != null) {
            session.end(Side.ORIGIN, Cause.CLOSED, status.toString());
        } else if (!hasEnded()) {
            count("left");
            session.end(Side.CLIENT, Cause.CLOSED);
        }
    }

    private void count(String result) {
        rtc.proxy().counters().counter(CALLS, "call", kind, "result", result).increment();
    }
}
