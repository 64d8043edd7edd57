package org.mediaproxy.core.http.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.transport.Transport;

/**
 * Asks origins over HTTP. One for each proxy; connections are kept for a few seconds after a reply and used again on
 * the same event loop. An idempotent request that meets a kept connection which the origin has just closed is sent once
 * more over a new one. Any thread.
 */
public final class OriginClient {

    private final Transport transport;

    /** The pools of each loop, touched on that loop only; a pool goes with its last connection. */
    private final Map<EventLoop, Map<OriginEndpoint, OriginPool>> pools = new ConcurrentHashMap<>();

    public OriginClient(Transport transport) {
        this.transport = transport;
    }

    /**
     * Sends a request; its reply is read piece by piece, on the loop, which the caller is on.
     *
     * @param request with Host; without Connection; taken over, and released in the end
     * @param silence after which an origin that says nothing, while it is listened to, is given up
     */
    public OriginFetch fetch(
            EventLoop loop, OriginEndpoint to, FullHttpRequest request, OriginReader reader, Duration silence) {
        return fetch(loop, to, request, reader, silence, ConnectionUse.BY_METHOD);
    }

    private OriginFetch fetch(
            EventLoop loop,
            OriginEndpoint to,
            FullHttpRequest request,
            OriginReader reader,
            Duration silence,
            ConnectionUse use) {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("not on the loop of the fetch");
        }
        Map<OriginEndpoint, OriginPool> own = pools(loop);
        OriginPool pool =
                own.computeIfAbsent(to, e -> new OriginPool(transport, loop, e, empty -> own.remove(e, empty)));
        OriginFetch fetch = new OriginFetch(pool, request, reader, silence, use);
        fetch.begin();
        return fetch;
    }

    /** The pools of a loop; on that loop. */
    Map<OriginEndpoint, OriginPool> pools(EventLoop loop) {
        return pools.computeIfAbsent(loop, l -> new HashMap<>());
    }

    /**
     * The whole reply, read on any loop. The stage fails with {@link OriginClientException}.
     *
     * @param request with Host; without Connection; taken over, and released in the end
     * @param maxBytes of the body
     * @param deadline for all of it
     */
    public CompletionStage<OriginReply> whole(
            OriginEndpoint to, FullHttpRequest request, int maxBytes, Duration deadline) {
        return whole(transport.nextLoop(), to, request, maxBytes, deadline);
    }

    /** The same on a given loop: for a caller that is there already, it saves two hand-overs. */
    public CompletionStage<OriginReply> whole(
            EventLoop loop, OriginEndpoint to, FullHttpRequest request, int maxBytes, Duration deadline) {
        return whole(loop, to, request, maxBytes, deadline, ConnectionUse.BY_METHOD);
    }

    /** The same, saying which connection it may go over. */
    public CompletionStage<OriginReply> whole(
            EventLoop loop,
            OriginEndpoint to,
            FullHttpRequest request,
            int maxBytes,
            Duration deadline,
            ConnectionUse use) {
        WholeReply whole = new WholeReply(maxBytes);
        if (loop.inEventLoop()) {
            ask(loop, to, request, deadline, whole, use);
        } else {
            try {
                loop.execute(() -> ask(loop, to, request, deadline, whole, use));
            } catch (RejectedExecutionException e) {
                request.release();
                whole.failed(OriginFailure.UNREACHABLE, "the proxy has stopped");
            }
        }
        return whole.reply.minimalCompletionStage();
    }

    private void ask(
            EventLoop loop,
            OriginEndpoint to,
            FullHttpRequest request,
            Duration deadline,
            WholeReply whole,
            ConnectionUse use) {
        OriginFetch fetch = fetch(loop, to, request, whole, deadline, use);
        whole.fetch = fetch;
        Runnable expire = () -> {
            fetch.cancel();
            whole.failed(OriginFailure.TIMEOUT, "no whole reply in time");
        };
        var timer = loop.schedule(expire, deadline.toMillis(), TimeUnit.MILLISECONDS);
        whole.reply.whenComplete((reply, error) -> timer.cancel(false));
    }

    private static final class WholeReply implements OriginReader {

        private final CompletableFuture<OriginReply> reply = new CompletableFuture<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final int maxBytes;
        private @Nullable OriginFetch fetch;
        private @Nullable HttpResponse head;

        WholeReply(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public void head(HttpResponse answer) {
            head = answer;
        }

        @Override
        public void body(ByteBuf piece) {
            try {
                int size = piece.readableBytes();
                if (size > maxBytes - body.size()) {
                    if (fetch != null) {
                        fetch.cancel();
                    }
                    failed(OriginFailure.TOO_LARGE, "the reply is over " + maxBytes + " bytes");
                } else {
                    piece.readBytes(body, size);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e); // an array does not fail
            } finally {
                piece.release();
            }
        }

        @Override
        public void end() {
            if (head != null) {
                reply.complete(new OriginReply(head.status(), head.headers(), body.toByteArray()));
            }
        }

        @Override
        public void failed(OriginFailure reason, String detail) {
            reply.completeExceptionally(new OriginClientException(reason, detail));
        }
    }
}
