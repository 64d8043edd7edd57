package org.mediaproxy.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpServerNames;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP stream: the order of its phases, and the one place where it moves from one to the next. Everything runs on
 * the client channel's event loop, which the origin channel shares.
 *
 * <pre>
 * client: codec + ClientWatch ─────────────────→ relay (throws away)
 * origin:               FirstByte + codec + OriginHead → relay, or codec + DecodedBody + relay
 * </pre>
 */
final class StreamPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPipeline.class);

    private static final int CLOSE_SECONDS = 5;

    private final ProxyContext context;
    private final Channel client;
    private final HttpRequest request;
    private final Session session;
    private @Nullable ScheduledFuture<?> timeout;
    private @Nullable Channel origin;
    private @Nullable Route route;
    private boolean silent;

    StreamPipeline(ProxyContext context, Channel client, HttpRequest request, InetSocketAddress address) {
        this.context = context;
        this.client = client;
        this.request = request;
        this.session = context.sessions().open(HttpProtocol.NAME, address);
        session.onEnd(this::ended);
    }

    /** Accepted: the request's head is here, so who wants which stream is known at once. */
    void begin() {
        session.enter(Phase.IDENTIFY);
        client.pipeline().addLast(new ClientWatch(this));
        client.config().setAutoRead(true);
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            fail(Side.CLIENT, Cause.UNSUPPORTED, method.name(), ClientReply.wrongMethod(method));
            return;
        }
        Optional<StreamUrl> stream = StreamTarget.resolve(context.streams(), request);
        if (stream.isEmpty()) {
            fail(Side.CLIENT, Cause.UNSUPPORTED, "the URL names no stream");
            return;
        }
        session.identified(stream.get(), StreamRole.PLAY);
        context.router()
                .route(session, RouteTarget.HTTP)
                .whenCompleteAsync((found, error) -> routed(found, error), client.eventLoop());
    }

    private void routed(@Nullable Route found, @Nullable Throwable error) {
        if (session.hasEnded()) {
            return;
        }
        if (found == null) {
            unroutable(error);
            return;
        }
        route = found;
        session.enter(Phase.CONNECT);
        OriginHead head = new OriginHead(this, found);
        OriginEndpoint endpoint = found.endpoint();
        ChannelFuture connecting =
                context.transport().connect(client.eventLoop(), endpoint.host(), endpoint.port(), head.initializer());
        origin = connecting.channel();
        // The connection itself times out in the transport; a name may take as long to resolve.
        timeout(2, () -> originFailed(found, "no connection in time", true));
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                connected(head, found, connecting.channel());
            } else {
                originFailed(found, String.valueOf(connected.cause().getMessage()), false);
            }
        });
    }

    private void connected(OriginHead head, Route by, Channel channel) {
        if (session.hasEnded() || route != by) {
            channel.close();
            return;
        }
        timeout(1, () -> {
            if (head.hasSpoken()) {
                originRefused(by, Cause.TIMEOUT, "the origin's answer is not complete in time");
            } else {
                originFailed(by, "silent", true);
            }
        });
        channel.writeAndFlush(OriginRequest.of(
                request, session.client(), context.transport().settings().trusted()));
        channel.config().setAutoRead(true);
    }

    /** The origin's head is here, whatever it says: the client gets it, and then the body. */
    void answered(OriginHead head, Channel channel, Route by, HttpResponse answer) {
        if (session.hasEnded() || route != by) {
            return;
        }
        stopTimeout();
        ClientReply.Body body = ClientReply.body(request, answer);
        client.write(ClientReply.head(request, answer, body));
        if (body == ClientReply.Body.NONE) {
            client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            session.end(Side.ORIGIN, Cause.CLOSED, answer.status().toString());
            return;
        }
        client.pipeline().remove(HttpServerNames.CODEC);
        if (answer.status().codeClass() == HttpStatusClass.SUCCESS) {
            by.established(); // no other answer is a reason to keep a stream where it is
        }
        client.pipeline().remove(ClientWatch.class);
        Relay.startOneWay(client, channel, session, context.counters());
        if (body == ClientReply.Body.DECODED) {
            head.leaveToDecoder(channel, new DecodedBody(session));
        } else {
            head.leave(channel);
        }
        client.flush();
    }

    /** The origin closed before it answered: the next one may be tried if this one said nothing. */
    void originClosed(OriginHead head, Route by, String why) {
        if (head.hasSpoken()) {
            originRefused(by, Cause.RESET, "the origin's answer is not complete");
        } else {
            originFailed(by, why, false);
        }
    }

    /** The origin answered something that cannot be passed on. */
    void originRefused(Route by, Cause cause, String detail) {
        if (!session.hasEnded() && route == by) {
            fail(Side.ORIGIN, cause, detail);
        }
    }

    private void originFailed(Route failed, String why, boolean wasSilent) {
        if (session.hasEnded() || route != failed) {
            return;
        }
        stopTimeout();
        route = null;
        silent = wasSilent;
        closeOrigin();
        LOG.warn("{} origin {} at {} failed: {}", session, failed.origin().id(), failed.endpoint(), why);
        session.enter(Phase.ROUTE);
        failed.next().whenCompleteAsync((found, error) -> routed(found, error), client.eventLoop());
    }

    private void unroutable(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
        if (cause instanceof RouteException no) {
            boolean timedOut = silent && no.reason() == Cause.UNREACHABLE;
            Side side = no.reason() == Cause.LIMIT ? Side.CLIENT : Side.ORIGIN;
            fail(side, timedOut ? Cause.TIMEOUT : no.reason(), String.valueOf(no.getMessage()));
        } else {
            LOG.error("{} cannot be routed", session, cause);
            fail(Side.PROXY, Cause.STATE_UNAVAILABLE, "");
        }
    }

    void clientLeft() {
        session.end(Side.CLIENT, Cause.CLOSED);
    }

    void clientBroken(Throwable cause) {
        if (cause instanceof IOException) {
            session.end(Side.CLIENT, Cause.RESET);
        } else {
            LOG.error("{} a bug ended this session", session, cause);
            session.end(Side.PROXY, Cause.BUG);
        }
    }

    private void fail(Side side, Cause cause, String detail) {
        fail(side, cause, detail, ClientReply.failure(cause));
    }

    private void fail(Side side, Cause cause, String detail, HttpReply reply) {
        if (client.isActive()) {
            client.write(reply.toResponse(request, false));
        }
        session.end(side, cause, detail);
    }

    /** Waits for so many times what an origin may take. */
    private void timeout(int times, Runnable action) {
        stopTimeout();
        long millis = times * context.transport().settings().connectTimeout().toMillis();
        timeout = client.eventLoop().schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private void closeOrigin() {
        if (origin != null) {
            origin.close();
            origin = null;
        }
    }

    /** Once the relay runs it closes both sides itself, after what is still on its way. */
    private void ended() {
        stopTimeout();
        if (session.phase() == Phase.RELAY) {
            return;
        }
        closeOrigin();
        if (client.isActive()) {
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            client.eventLoop().schedule(() -> client.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
