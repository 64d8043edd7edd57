package org.mediaproxy.core.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.http.HttpServerNames;
import org.mediaproxy.core.http.HttpTakeover;
import org.mediaproxy.core.relay.LastWords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an HTTP port: requests one after the other, until a takeover gets it or it closes. While a reply is
 * awaited nothing is read; what was read ahead waits in order.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter
        implements ServedConnection, ExchangeOwner, RequestReader.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private enum State {
        /** The next request, or the rest of one, is read. */
        READING,
        /** A reply is awaited, or on its way out. */
        WORKING,
        /** The last reply is on its way; what the client still sends is thrown away. */
        LEAVING,
        /** The last reply is out, and our side has ended; what the client still sends is thrown away until it leaves. */
        ENDED
    }

    private final HttpServer server;
    private final InetSocketAddress client;
    private final HttpDeadline deadline;
    private final ReadAhead ahead = new ReadAhead();
    private final RequestReader reader;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ConnectionExchange exchange;
    private State state = State.READING;
    private boolean takenOver;

    HttpConnection(HttpServer server, InetSocketAddress client, HttpDeadline deadline) {
        this.server = server;
        this.client = client;
        this.deadline = deadline;
        this.reader = new RequestReader(server.routes(), this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        server.connections().add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        server.connections().remove(this);
        if (!takenOver) {
            ahead.release();
            gone();
        }
    }

    /** The client is gone: whoever works for it may stop. */
    private void gone() {
        ConnectionExchange open = exchange;
        if (open != null) {
            over(open);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ConnectionExchange open = exchange;
        if (open != null) {
            open.writabilityChanged();
        }
    }

    @Override
    public void drain() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        ctx.executor().execute(() -> {
            if (!takenOver && state == State.READING && !reader.isWithinRequest()) {
                ctx.close();
            }
        });
    }

    @Override
    public void close() {
        Objects.requireNonNull(context).close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ahead.add(message);
        pump(ctx);
    }

    /** Goes through what was read, as far as it can. */
    private void pump(ChannelHandlerContext ctx) {
        ahead.readWhile(() -> state != State.WORKING && !takenOver, message -> {
            if (state == State.READING) {
                reader.read(message);
            }
        });
        if (!takenOver && state == State.READING && ahead.isInputEnded()) {
            ctx.close();
        }
    }

    @Override
    public void awaitBody(HttpRequest request) {
        deadline.waitForBody();
        if (HttpUtil.is100ContinueExpected(request)) {
            Objects.requireNonNull(context)
                    .writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    @Override
    public ConnectionExchange begin(HttpRequest request, QueryStringDecoder target) {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        ConnectionExchange begun = new ConnectionExchange(this, ctx, request, target);
        exchange = begun;
        state = State.WORKING;
        ctx.channel().config().setAutoRead(false);
        deadline.waitForReply();
        return begun;
    }

    @Override
    public void handOver(ChannelHandlerContext ctx, HttpRequest request, HttpTakeover takeover) {
        Channel channel = ctx.channel();
        takenOver = true;
        exchange = null;
        ctx.pipeline().remove(deadline);
        ctx.pipeline().remove(this);
        try {
            takeover.take(channel, request, client);
        } catch (RuntimeException e) {
            LOG.error("a bug taking over a {} request of {}", request.method(), client, e);
            channel.close();
        }
        ahead.passOn(channel);
    }

    @Override
    public InetSocketAddress client() {
        return client;
    }

    @Override
    public String scheme() {
        return server.scheme();
    }

    /** What is left of a request's body would be read as the next. */
    @Override
    public boolean mayKeep(HttpRequest request, boolean bodyRead) {
        boolean isRead = bodyRead || !RequestCheck.hasBody(request);
        return HttpUtil.isKeepAlive(request) && isRead && !server.connections().isDraining();
    }

    @Override
    public long unsent() {
        ChannelOutboundBuffer unsent =
                Objects.requireNonNull(context).channel().unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes(); // there is none once the channel is closed
    }

    @Override
    public void replyBegun() {
        deadline.waitForClient();
    }

    @Override
    public void replyEnded(ConnectionExchange ended, ChannelHandlerContext ctx, ChannelFuture lastWrite, boolean keep) {
        if (!keep) {
            leave(ctx, lastWrite);
            lastWrite.addListener(written -> over(ended));
            return;
        }
        deadline.waitForClient();
        lastWrite.addListener(written -> {
            over(ended);
            if (!written.isSuccess() || server.connections().isDraining()) {
                leave(ctx, lastWrite);
                return;
            }
            state = State.READING;
            deadline.waitForRequest();
            pump(ctx);
            if (!takenOver && state == State.READING) {
                ctx.channel().config().setAutoRead(true);
            }
        });
    }

    private void over(ConnectionExchange ended) {
        if (exchange == ended) {
            exchange = null;
        }
        ended.over();
    }

    /** Answers what cannot be served, and leaves: where a next request would begin is unknown or not worth reading. */
    @Override
    public void refuse(HttpRequest request, HttpReplyException problem) {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        HttpReply reply = problem.reply();
        server.countBadRequest(reply.status().code());
        reader.forget();
        leave(ctx, ctx.writeAndFlush(reply.toResponse(request, false)));
    }

    /**
     * Ends our side first and reads on for a while: closing with unread bytes would reset the connection, and the
     * client might lose the reply (RFC 9112 §9.6).
     */
    private void leave(ChannelHandlerContext ctx, ChannelFuture lastWrite) {
        state = State.LEAVING;
        deadline.waitForClient();
        lastWrite.addListener(written -> {
            if (written.isSuccess() && !ahead.isInputEnded()) {
                state = State.ENDED;
                deadline.waitForLeave();
                // It would give up on a client with many requests unanswered, and the close would reset.
                ctx.pipeline().remove(HttpServerNames.CODEC);
                LastWords.endOutput((DuplexChannel) ctx.channel());
                ctx.channel().config().setAutoRead(true);
            } else {
                ctx.close();
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            ahead.endInput();
            if (state == State.ENDED || (state == State.READING && ahead.isEmpty())) {
                ctx.close();
            }
        } else if (event instanceof HttpDeadline.Expired expired) {
            expired(ctx, expired);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void expired(ChannelHandlerContext ctx, HttpDeadline.Expired what) {
        if (what == HttpDeadline.Expired.REQUEST && state == State.READING) {
            refuse(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"), RequestIntake.tooLate());
            return;
        }
        if (what == HttpDeadline.Expired.REPLY) {
            LOG.warn("{} port: no reply for {} within its time", server.port().label(), client);
        }
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException) {
            server.countBadRequest(HttpResponseStatus.BAD_REQUEST.code()); // such as too many requests ahead of replies
        } else if (!(cause instanceof IOException)) {
            LOG.error("a bug on the {} port", server.port().label(), cause);
        }
        ctx.close();
    }
}
