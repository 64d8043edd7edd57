package org.mediaproxy.core.http.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.http.HttpTakeover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of an HTTP/2 connection: one request and its reply. What comes behind the request is thrown away. */
final class Http2Request extends ChannelInboundHandlerAdapter implements ExchangeOwner, RequestReader.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Request.class);

    private static final HttpVersion HTTP_2 = HttpVersion.valueOf("HTTP/2.0");

    private final HttpServer server;
    private final Http2Connection connection;
    private final HttpDeadline deadline;
    private final Http2Body body;
    private final RequestReader reader;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ConnectionExchange exchange;
    private boolean answering;

    Http2Request(HttpServer server, Http2Connection connection, HttpDeadline deadline, Http2Body body) {
        this.server = server;
        this.connection = connection;
        this.deadline = deadline;
        this.body = body;
        this.reader = new RequestReader(server.routes(), this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connection.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connection.remove(this);
        gone();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        ctx.fireChannelInactive();
    }

    /** The client is gone: whoever works for it may stop. */
    private void gone() {
        ConnectionExchange open = exchange;
        exchange = null;
        if (open != null) {
            open.over();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ConnectionExchange open = exchange;
        if (open != null) {
            open.writabilityChanged();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!answering) {
                reader.read(message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public ConnectionExchange begin(HttpRequest request, QueryStringDecoder target) {
        request.setProtocolVersion(HTTP_2);
        ConnectionExchange begun = new ConnectionExchange(this, Objects.requireNonNull(context), request, target);
        exchange = begun;
        answering = true;
        deadline.waitForReply();
        return begun;
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
    public void refuse(HttpRequest request, HttpReplyException problem) {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        server.countBadRequest(problem.reply().status().code());
        answering = true;
        reader.forget();
        deadline.waitForClient();
        ctx.writeAndFlush(problem.reply().toResponse(request, true)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public InetSocketAddress client() {
        return connection.client();
    }

    @Override
    public String scheme() {
        return server.scheme();
    }

    /** The connection does, whatever becomes of the stream. */
    @Override
    public boolean mayKeep(HttpRequest request, boolean bodyRead) {
        return true;
    }

    @Override
    public long unsent() {
        return body.unsent();
    }

    @Override
    public void replyBegun() {
        deadline.waitForClient();
    }

    @Override
    public void replyEnded(ConnectionExchange ended, ChannelHandlerContext ctx, ChannelFuture lastWrite, boolean keep) {
        deadline.waitForClient();
        lastWrite.addListener(written -> {
            if (exchange == ended) {
                exchange = null;
            }
            ended.over();
            ctx.close();
        });
    }

    @Override
    public void handOver(ChannelHandlerContext ctx, HttpRequest request, HttpTakeover takeover) {
        exchange = null;
        connection.give(this, ctx.channel());
        ctx.pipeline().remove(deadline);
        ctx.pipeline().remove(this);
        try {
            takeover.take(ctx.channel(), request, client());
        } catch (RuntimeException e) {
            LOG.error("a bug taking over a {} request of {}", request.method(), client(), e);
            ctx.channel().close();
        }
    }

    /** Cuts it short. On its event loop. */
    void close() {
        Objects.requireNonNull(context).close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HttpDeadline.Expired expired) {
            expired(ctx, expired);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void expired(ChannelHandlerContext ctx, HttpDeadline.Expired what) {
        if (what == HttpDeadline.Expired.REQUEST && !answering) {
            refuse(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"), RequestIntake.tooLate());
            return;
        }
        if (what == HttpDeadline.Expired.REPLY) {
            LOG.warn("{} port: no reply for {} within its time", server.port().label(), client());
        }
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("a bug on the {} port", server.port().label(), cause);
        } else if (!answering) {
            server.countBadRequest(HttpResponseStatus.BAD_REQUEST.code()); // such as a head without a path
        }
        ctx.close();
    }
}
