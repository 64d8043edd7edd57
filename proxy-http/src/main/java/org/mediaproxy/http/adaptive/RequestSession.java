package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.origin.OriginFailure;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.http.forward.Refusals;

/** One request as a session: it ends once, with a cause and with the reply that fits. On the request's event loop. */
final class RequestSession {

    private static final String PROTOCOL = "http";

    private final HttpExchange exchange;
    private final Session session;
    private final LongAdder bytes;
    private @Nullable HttpResponseStatus complete;

    RequestSession(ProxyContext context, HttpExchange exchange) {
        this.exchange = exchange;
        this.session = context.sessions().openRequest(PROTOCOL, exchange.client());
        this.bytes = context.counters().counter(Relay.BYTES, "protocol", PROTOCOL, "direction", "out");
        session.enter(Phase.IDENTIFY);
        exchange.onOver(this::over);
    }

    HttpExchange exchange() {
        return exchange;
    }

    HttpRequest request() {
        return exchange.request();
    }

    Session session() {
        return session;
    }

    boolean hasEnded() {
        return session.hasEnded();
    }

    /** Whether the method is GET or HEAD; if not, the request has been answered. */
    boolean isReading() {
        HttpMethod method = request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            return true;
        }
        fail(Side.CLIENT, Cause.UNSUPPORTED, method.name(), Refusals.wrongMethod(method));
        return false;
    }

    void identified(StreamUrl stream) {
        session.identified(stream, StreamRole.PLAY);
    }

    /** The origin is known without asking the router; empty, and the request answered, if it does not serve HTTP. */
    Optional<OriginEndpoint> routed(Origin origin) {
        Optional<OriginEndpoint> endpoint = origin.endpoint(RouteTarget.HTTP.service(), RouteTarget.HTTP.udp());
        if (endpoint.isEmpty()) {
            fail(Side.ORIGIN, Cause.UNREACHABLE, origin.id() + " does not serve HTTP");
        } else {
            session.routed(origin.id(), endpoint.get());
            session.enter(Phase.CONNECT);
        }
        return endpoint;
    }

    /** Goes on with an outcome of the router or the shared state, on the exchange's loop, unless the client has left. */
    <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenCompleteAsync(
                (value, error) -> {
                    if (session.hasEnded()) {
                        return;
                    }
                    if (error == null) {
                        next.accept(value);
                    } else {
                        unroutable(unwrapped(error));
                    }
                },
                exchange.eventLoop());
    }

    private void unroutable(Throwable error) {
        if (error instanceof RouteException no) {
            Side side = no.reason() == Cause.LIMIT ? Side.CLIENT : Side.ORIGIN;
            fail(side, no.reason(), String.valueOf(no.getMessage()));
        } else {
            fail(Side.PROXY, Cause.STATE_UNAVAILABLE, String.valueOf(error.getMessage()));
        }
    }

    /** What really happened. */
    static Throwable unwrapped(@Nullable Throwable error) {
        if (error instanceof CompletionException && error.getCause() != null) {
            return error.getCause();
        }
        return error == null ? new IllegalStateException("neither a value nor an error") : error;
    }

    /** The body begins. */
    void relaying() {
        session.enter(Phase.RELAY);
    }

    void sent(int size) {
        session.sent().add(size);
        bytes.add(size);
    }

    /** The whole reply is about to be written: once its last byte is out, that is how the session ends. */
    void willComplete(HttpResponseStatus status) {
        complete = status;
    }

    private void over() {
        HttpResponseStatus status = complete;
        if (status != null) {
            session.end(Side.ORIGIN, Cause.CLOSED, status.toString());
        } else {
            session.end(Side.CLIENT, Cause.CLOSED);
        }
    }

    void fail(Side side, Cause cause, String detail) {
        fail(side, cause, detail, Refusals.of(cause));
    }

    /** Before a head is out: the reply says why. */
    void fail(Side side, Cause cause, String detail, HttpReply reply) {
        if (!session.hasEnded()) {
            session.end(side, cause, detail);
            exchange.reply(reply);
        }
    }

    /** Before a head is out: no reply of the origin's. */
    void fail(OriginFailure reason, String detail) {
        fail(Side.ORIGIN, cause(reason), detail);
    }

    /** After the head: the client sees that the body is cut. */
    void cut(OriginFailure reason, String detail) {
        if (!session.hasEnded()) {
            session.end(Side.ORIGIN, cause(reason), detail);
            exchange.abort();
        }
    }

    /** The client takes nothing, or too little. */
    void tooSlow() {
        if (!session.hasEnded()) {
            session.end(Side.CLIENT, Cause.TIMEOUT, "too slow");
            exchange.abort();
        }
    }

    private static Cause cause(OriginFailure reason) {
        return switch (reason) {
            case UNREACHABLE -> Cause.UNREACHABLE;
            case CLOSED -> Cause.RESET;
            case TIMEOUT -> Cause.TIMEOUT;
            case MALFORMED, TOO_LARGE -> Cause.MALFORMED;
        };
    }
}
