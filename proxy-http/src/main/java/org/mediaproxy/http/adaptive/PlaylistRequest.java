package org.mediaproxy.http.adaptive;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpStatusClass;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.OriginClientException;
import org.mediaproxy.core.http.origin.OriginFailure;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.http.forward.OriginRequest;
import org.mediaproxy.http.forward.StreamTarget;
import org.mediaproxy.http.marker.SegmentMarker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request for a playlist or an MPD. One that is not marked is routed like any player's. One that is marked, because
 * another playlist names it, goes to the origin of that playlist, unless its path names a stream of its own elsewhere.
 */
final class PlaylistRequest {

    private static final Logger LOG = LoggerFactory.getLogger(PlaylistRequest.class);

    /** How long an LL-HLS origin may hold back a playlist that is not written yet, in all. */
    private static final Duration BLOCKING_RELOAD = Duration.ofSeconds(45);

    private final AdaptiveContext shared;
    private final RequestSession session;
    private final HttpExchange exchange;
    private final TargetKind kind;
    private final Optional<SegmentMarker> marker;
    private final String target;

    PlaylistRequest(AdaptiveContext shared, RequestSession session, TargetKind kind, Optional<SegmentMarker> marker) {
        this.shared = shared;
        this.session = session;
        this.exchange = session.exchange();
        this.kind = kind;
        this.marker = marker;
        this.target = SegmentMarker.removeFrom(session.request().uri());
    }

    void begin() {
        Optional<StreamUrl> named = StreamTarget.resolve(shared.context().streams(), session.request());
        if (marker.isPresent()) {
            session.identified(marker.get().stream());
            follow(marker.get(), named);
        } else if (named.isPresent()) {
            session.identified(named.get());
            route();
        } else {
            session.fail(Side.CLIENT, Cause.UNSUPPORTED, "the URL names no stream");
        }
    }

    private void route() {
        session.then(shared.context().router().route(session.session(), RouteTarget.HTTP), this::routed);
    }

    private void routed(Route route) {
        session.session().enter(Phase.CONNECT);
        ask(route.origin(), route.endpoint(), route);
    }

    private void follow(SegmentMarker by, Optional<StreamUrl> named) {
        boolean itself = named.isEmpty() || named.get().equals(by.stream());
        if (itself) {
            followBinding(by, true);
            return;
        }
        // A variant has a name of its own, which nobody publishes; a stream that somebody does is no variant.
        session.then(shared.context().router().find(named.get()), bound -> {
            if (bound.isPresent() && !bound.get().id().equals(by.origin())) {
                session.fail(Side.CLIENT, Cause.UNSUPPORTED, "the marker is another stream's");
            } else {
                followBinding(by, false);
            }
        });
    }

    private void followBinding(SegmentMarker by, boolean itself) {
        session.then(shared.context().router().find(by.stream()), bound -> {
            if (bound.isPresent()) {
                route(); // which finds the binding, and keeps it alive
            } else {
                followMarker(by, itself);
            }
        });
    }

    private void followMarker(SegmentMarker by, boolean itself) {
        session.then(shared.context().loadBalancer().origins().find(by.origin()), origin -> {
            if (origin.isPresent()) {
                session.routed(origin.get()).ifPresent(at -> ask(origin.get(), at, null));
            } else if (itself) {
                route();
            } else {
                session.fail(Side.CLIENT, Cause.UNSUPPORTED, "the origin of the playlist is gone");
            }
        });
    }

    private void ask(Origin origin, OriginEndpoint at, @Nullable Route route) {
        StreamUrl stream = session.session().stream();
        if (stream == null) {
            throw new IllegalStateException(session.session() + " is not identified");
        }
        String host = session.request().headers().get(HttpHeaderNames.HOST, at.authority());
        PlaylistText text = new PlaylistText(kind, stream, origin, at, host, target, shared.lives());
        RequestKey key = RequestKey.of(origin.id(), session.request(), exchange.scheme(), target)
                .orElse(null);
        boolean blocking = target.contains("_HLS_msn=");
        Duration deadline = blocking ? BLOCKING_RELOAD : shared.settings().answerTimeout();
        shared.playlists()
                .fetch(
                        exchange.eventLoop(),
                        key,
                        text,
                        () -> OriginRequest.playlist(
                                exchange,
                                target,
                                shared.context().transport().settings().trusted(),
                                at),
                        deadline)
                .whenCompleteAsync((reply, error) -> answered(reply, error, route), exchange.eventLoop());
    }

    private void answered(@Nullable PlaylistReply reply, @Nullable Throwable error, @Nullable Route route) {
        if (session.hasEnded()) {
            return;
        }
        if (reply == null) {
            failed(RequestSession.unwrapped(error), route);
            return;
        }
        if (route != null && reply.status().codeClass() == HttpStatusClass.SUCCESS) {
            route.established();
        }
        session.relaying();
        session.willComplete(reply.status());
        session.sent(reply.body().length);
        exchange.reply(SharedHead.of(reply.status(), reply.headers()), Unpooled.wrappedBuffer(reply.body()));
    }

    private void failed(Throwable error, @Nullable Route route) {
        if (error instanceof OriginClientException no) {
            boolean unheard = no.reason() == OriginFailure.UNREACHABLE || no.reason() == OriginFailure.CLOSED;
            if (route != null && unheard) {
                LOG.warn(
                        "{} origin {} at {} failed: {}",
                        session.session(),
                        route.origin().id(),
                        route.endpoint(),
                        no.getMessage());
                session.session().enter(Phase.ROUTE);
                session.then(route.next(), this::routed);
            } else {
                session.fail(no.reason(), String.valueOf(no.getMessage()));
            }
        } else if (error instanceof PlaylistFormatException malformed) {
            session.fail(Side.ORIGIN, Cause.MALFORMED, String.valueOf(malformed.getMessage()));
        } else {
            LOG.error("{} a bug with a playlist", session.session(), error);
            session.fail(Side.PROXY, Cause.BUG, "");
        }
    }
}
