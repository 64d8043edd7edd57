package org.mediaproxy.http.adaptive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.OriginFailure;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.http.forward.OriginRequest;
import org.mediaproxy.http.marker.SegmentMarker;

/** A request for something that a playlist names: out of the cache, with others, or alone. */
final class SegmentRequest implements FetchReader {

    private final AdaptiveContext shared;
    private final RequestSession session;
    private final HttpExchange exchange;
    private final Optional<SegmentMarker> marker;
    private final String target;
    private @Nullable SharedFetch fetch;
    private @Nullable OriginEndpoint endpoint;
    private @Nullable RequestKey key;
    private HttpResponseStatus status = HttpResponseStatus.OK;
    private boolean isShared;
    private boolean begun;

    SegmentRequest(AdaptiveContext shared, RequestSession session, Optional<SegmentMarker> marker) {
        this.shared = shared;
        this.session = session;
        this.exchange = session.exchange();
        this.marker = marker;
        this.target = SegmentMarker.removeFrom(session.request().uri());
    }

    void begin() {
        if (marker.isEmpty()) {
            session.fail(Side.CLIENT, Cause.UNSUPPORTED, "a segment's URL without the marker of its playlist");
            return;
        }
        session.identified(marker.get().stream());
        session.then(MarkedOrigin.find(shared.context(), marker.get()), this::found);
    }

    private void found(Optional<Origin> origin) {
        if (origin.isEmpty()) {
            session.fail(Side.CLIENT, Cause.UNSUPPORTED, "the origin of the playlist is gone");
        } else {
            session.routed(origin.get()).ifPresent(at -> ask(origin.get(), at));
        }
    }

    private void ask(Origin origin, OriginEndpoint at) {
        endpoint = at;
        HttpRequest request = session.request();
        key = request.method().equals(HttpMethod.GET)
                ? RequestKey.of(origin.id(), request, exchange.scheme(), RequestKey.withoutContext(target))
                        .orElse(null)
                : null;
        look(key);
    }

    private void look(@Nullable RequestKey with) {
        Optional<CachedReply> cached =
                with == null ? Optional.empty() : shared.cache().find(with);
        if (cached.isPresent()) {
            shared.count("segment", "hit");
            answer(cached.get());
        } else {
            join(with);
        }
    }

    /** Out of the cache. */
    private void answer(CachedReply reply) {
        SharedBody body = reply.body();
        exchange.onOver(body::release);
        HttpResponse head = SharedHead.of(reply);
        if (isKnown(head.headers())) {
            notModified(head.headers());
            return;
        }
        session.relaying();
        session.sent(body.size());
        session.willComplete(reply.status());
        exchange.reply(head, body.read());
    }

    private void join(@Nullable RequestKey with) {
        isShared = with != null;
        OriginEndpoint at = endpoint;
        if (at == null) {
            throw new IllegalStateException("no origin yet");
        }
        fetch = shared.fetches()
                .join(
                        with,
                        at,
                        () -> OriginRequest.pooled(
                                exchange,
                                target,
                                isShared,
                                shared.context().transport().settings().trusted(),
                                at),
                        this);
        SharedFetch joined = fetch;
        exchange.onOver(() -> leave(joined));
    }

    private void leave(SharedFetch joined) {
        if (fetch == joined) {
            fetch = null;
            joined.leave(this);
        }
    }

    @Override
    public EventLoop loop() {
        return exchange.eventLoop();
    }

    @Override
    public void head(HttpResponse answer) {
        if (session.hasEnded()) {
            return;
        }
        status = answer.status();
        HttpHeaders headers = isShared ? SharedHead.headers(answer) : SharedHead.own(answer);
        if (isShared && status.code() == 200 && isKnown(headers)) {
            notModified(headers);
            return;
        }
        begun = true;
        session.relaying();
        exchange.begin(SharedHead.of(status, headers));
        exchange.onWritable(() -> pace(true));
    }

    /** Whether the client has just this already (RFC 9110 §13.1.2); the origin was not asked that, for the others' sake. */
    private boolean isKnown(HttpHeaders headers) {
        String asked = session.request().headers().get(HttpHeaderNames.IF_NONE_MATCH);
        String tag = headers.get(HttpHeaderNames.ETAG);
        if (asked == null || tag == null) {
            return false;
        }
        for (String known : asked.split(",", -1)) {
            if (known.strip().equals("*") || weak(known.strip()).equals(weak(tag.strip()))) {
                return true;
            }
        }
        return false;
    }

    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private void notModified(HttpHeaders headers) {
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        status = HttpResponseStatus.NOT_MODIFIED;
        session.relaying();
        session.willComplete(status);
        exchange.reply(SharedHead.of(status, headers), Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void body(ByteBuf piece) {
        if (!begun || exchange.isOver()) {
            piece.release();
            return;
        }
        session.sent(piece.readableBytes());
        exchange.write(piece);
    }

    @Override
    public void flush() {
        if (begun && !exchange.isOver()) {
            exchange.flush();
            if (!exchange.isWritable()) {
                pace(false);
            }
        }
    }

    private void pace(boolean wanted) {
        SharedFetch joined = fetch;
        if (!wanted && exchange.unsent() > SharedFetch.MAX_SHARED + 256 * 1024) {
            session.tooSlow();
        } else if (joined != null) {
            joined.pace(this, wanted);
        }
    }

    @Override
    public void end() {
        if (begun && !session.hasEnded()) {
            session.willComplete(status);
            exchange.end();
        }
    }

    @Override
    public void failed(OriginFailure reason, String detail) {
        if (begun) {
            session.cut(reason, detail);
        } else {
            session.fail(reason, detail);
        }
    }

    @Override
    public void alone() {
        again(null);
    }

    @Override
    public void missed() {
        again(key);
    }

    /** Nothing has been said to the client yet: the same again, with others or alone. */
    private void again(@Nullable RequestKey with) {
        SharedFetch joined = fetch;
        if (joined == null) {
            // It would have to come before join() returns, but a fetch that can be found on its own loop is not over.
            throw new IllegalStateException("told to ask again before joined");
        }
        leave(joined);
        if (!session.hasEnded()) {
            look(with);
        }
    }
}
