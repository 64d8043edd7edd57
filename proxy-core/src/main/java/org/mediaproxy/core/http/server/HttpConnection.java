package org.mediaproxy.core.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchangeHandler;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.http.HttpServerNames;
import org.mediaproxy.core.http.HttpTakeover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an HTTP port: requests one after the other, until a takeover gets it or it closes. While a reply is
 * awaited nothing is read; what was read ahead waits in order.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

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
    private @Nullable ChannelHandlerContext context;
    private @Nullable RequestIntake intake;
    private @Nullable ConnectionExchange exchange;
    private State state = State.READING;
    private boolean takenOver;

    HttpConnection(HttpServer server, InetSocketAddress client, HttpDeadline deadline) {
        this.server = server;
        this.client = client;
        this.deadline = deadline;
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

    /** Closes the connection as soon as no reply is awaited. Any thread. */
    void drain() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        ctx.executor().execute(() -> {
            if (!takenOver && state == State.READING && intake == null) {
                ctx.close();
            }
        });
    }

    /** Closes the connection. Any thread. */
    void close() {
        Objects.requireNonNull(context).close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ahead.add(message);
        pump(ctx);
    }

    /** Goes through what was read, as far as it can. */
    private void pump(ChannelHandlerContext ctx) {
        ahead.readWhile(() -> state != State.WORKING && !takenOver, message -> accept(ctx, message));
        if (!takenOver && state == State.READING && ahead.isInputEnded()) {
            ctx.close();
        }
    }

    private void accept(ChannelHandlerContext ctx, Object message) {
        if (state == State.LEAVING || state == State.ENDED) {
            return;
        }
        if (message instanceof HttpRequest request) {
            Optional<HttpReplyException> problem = RequestCheck.problem(request);
            if (problem.isPresent()) {
                refuse(ctx, request, problem.get());
            } else {
                begin(ctx, request);
            }
        } else if (message instanceof HttpContent content && intake != null) {
            body(ctx, intake, content);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        QueryStringDecoder target =
                QueryStringDecoder.builder().semicolonIsNormalChar(true).build(request.uri());
        PortRoutes.Match match;
        try {
            match = server.routes().find(request.method(), target.path());
            target.parameters();
        } catch (IllegalArgumentException e) {
            refuse(ctx, request, new HttpReplyException(HttpResponseStatus.BAD_REQUEST, "a bad escape in the target"));
            return;
        }
        HttpExchangeHandler large = match.handler();
        if (large != null) {
            ConnectionExchange begun = work(ctx, request, target);
            serve(begun, () -> large.serve(begun));
            return;
        }
        if (HttpUtil.getContentLength(request, 0L) > RequestIntake.MAX_BODY) {
            refuse(ctx, request, RequestIntake.tooLarge());
            return;
        }
        intake = new RequestIntake(request, target, match.small());
        deadline.waitForBody();
        if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    /** From here on a reply is awaited. */
    private ConnectionExchange work(ChannelHandlerContext ctx, HttpRequest request, QueryStringDecoder target) {
        ConnectionExchange begun = new ConnectionExchange(this, ctx, request, target);
        exchange = begun;
        state = State.WORKING;
        ctx.channel().config().setAutoRead(false);
        deadline.waitForReply();
        return begun;
    }

    private static void serve(ConnectionExchange exchange, Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException e) {
            LOG.error("a bug serving a {} request of {}", exchange.request().method(), exchange.client(), e);
            exchange.failed();
        }
    }

    private void body(ChannelHandlerContext ctx, RequestIntake request, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(
                    ctx,
                    request.request(),
                    new HttpReplyException(HttpResponseStatus.BAD_REQUEST, "the body is malformed"));
        } else if (!request.add(content.content())) {
            refuse(ctx, request.request(), RequestIntake.tooLarge());
        } else if (content instanceof LastHttpContent) {
            intake = null;
            call(ctx, request);
        }
    }

    /** Gives the connection away, with what was read ahead. */
    void handOver(ChannelHandlerContext ctx, HttpRequest request, HttpTakeover takeover) {
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

    private void call(ChannelHandlerContext ctx, RequestIntake intake) {
        ConnectionExchange begun = work(ctx, intake.request(), intake.target());
        begun.bodyRead();
        serve(begun, () -> intake.handler().serve(begun, intake.body()));
    }

    InetSocketAddress client() {
        return client;
    }

    /** Whether the connection may outlive the reply: what is left of a request's body would be read as the next. */
    boolean mayKeep(HttpRequest request, boolean bodyRead) {
        boolean hasBody = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
        return HttpUtil.isKeepAlive(request)
                && (bodyRead || !hasBody)
                && !server.connections().isDraining();
    }

    /** The head of a reply is out; from here on only the client can be late. */
    void replyBegun() {
        deadline.waitForClient();
    }

    /** The whole reply has been written. */
    void replyEnded(ConnectionExchange ended, ChannelHandlerContext ctx, ChannelFuture lastWrite, boolean keep) {
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
    private void refuse(ChannelHandlerContext ctx, HttpRequest request, HttpReplyException problem) {
        HttpReply reply = problem.reply();
        server.countBadRequest(reply.status().code());
        intake = null;
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
                ((DuplexChannel) ctx.channel()).shutdownOutput();
                ctx.channel().config().setAutoRead(true);
            } else {
                ctx.close();
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
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
            HttpRequest unread = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
            refuse(
                    ctx,
                    unread,
                    new HttpReplyException(HttpResponseStatus.REQUEST_TIMEOUT, "the request took too long"));
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
