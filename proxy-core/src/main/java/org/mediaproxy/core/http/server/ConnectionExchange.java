package org.mediaproxy.core.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpTakeover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its reply, on a connection or a stream of one. */
final class ConnectionExchange implements HttpExchange {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionExchange.class);

    private enum State {
        /** Nothing has been said yet. */
        WAITING,
        /** The head is out, or about to be. */
        WRITING,
        /** The whole reply has been written; its last bytes may still be on their way. */
        ENDED,
        OVER
    }

    private final ExchangeOwner owner;
    private final ChannelHandlerContext ctx;
    private final HttpRequest request;
    private final QueryStringDecoder target;
    private final List<Runnable> overActions = new ArrayList<>(2);
    private @Nullable Runnable writableAction;
    private State state = State.WAITING;
    private boolean keepAlive;
    private boolean bodyRead;

    ConnectionExchange(ExchangeOwner owner, ChannelHandlerContext ctx, HttpRequest request, QueryStringDecoder target) {
        this.owner = owner;
        this.ctx = ctx;
        this.request = request;
        this.target = target;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public QueryStringDecoder target() {
        return target;
    }

    @Override
    public InetSocketAddress client() {
        return owner.client();
    }

    @Override
    public String scheme() {
        return owner.scheme();
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) ctx.channel().localAddress();
    }

    @Override
    public EventLoop eventLoop() {
        return ctx.channel().eventLoop();
    }

    @Override
    public ByteBufAllocator alloc() {
        return ctx.alloc();
    }

    /** Whoever serves this has the whole body. */
    void bodyRead() {
        bodyRead = true;
    }

    /** Who serves this has thrown: there is a reply to that only before there was another, and a whole one stays. */
    void failed() {
        if (state == State.WAITING) {
            reply(HttpReply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error"));
        } else if (state == State.WRITING) {
            abort();
        }
    }

    @Override
    public void reply(HttpReply reply) {
        if (enter(State.WAITING, State.ENDED)) {
            keepAlive = owner.mayKeep(request, bodyRead);
            sent(ctx.writeAndFlush(reply.toResponse(request, keepAlive)));
        }
    }

    @Override
    public void reply(HttpResponse head, ByteBuf body) {
        if (!enter(State.WAITING, State.ENDED)) {
            body.release();
            return;
        }
        if (!request.method().equals(HttpMethod.HEAD) && ReplyHead.hasBody(head)) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        keepAlive = ReplyHead.complete(request, head, owner.mayKeep(request, bodyRead));
        FullHttpResponse whole = new DefaultFullHttpResponse(
                head.protocolVersion(),
                head.status(),
                body,
                head.headers(),
                LastHttpContent.EMPTY_LAST_CONTENT.trailingHeaders());
        sent(ctx.writeAndFlush(whole));
    }

    @Override
    public void begin(HttpResponse head) {
        if (enter(State.WAITING, State.WRITING)) {
            keepAlive = ReplyHead.complete(request, head, owner.mayKeep(request, bodyRead));
            owner.replyBegun();
            ctx.write(head, ctx.voidPromise());
        }
    }

    @Override
    public void write(ByteBuf piece) {
        if (state == State.WRITING && piece.isReadable()) {
            ctx.write(new DefaultHttpContent(piece), ctx.voidPromise());
        } else {
            piece.release();
        }
    }

    @Override
    public void flush() {
        if (state == State.WRITING) {
            ctx.flush();
        }
    }

    @Override
    public boolean isWritable() {
        return ctx.channel().isWritable();
    }

    @Override
    public long unsent() {
        return owner.unsent();
    }

    @Override
    public void end() {
        if (enter(State.WRITING, State.ENDED)) {
            sent(ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
        }
    }

    private void sent(ChannelFuture lastWrite) {
        owner.replyEnded(this, ctx, lastWrite, keepAlive);
    }

    @Override
    public void abort() {
        if (state != State.OVER) {
            ctx.close();
            over();
        }
    }

    @Override
    public boolean isOver() {
        return state == State.OVER || state == State.ENDED;
    }

    @Override
    public void onWritable(Runnable action) {
        writableAction = action;
    }

    /** The channel's writability has changed. */
    void writabilityChanged() {
        Runnable action = writableAction;
        if (state == State.WRITING && action != null && ctx.channel().isWritable()) {
            action.run();
        }
    }

    @Override
    public void onOver(Runnable action) {
        if (state == State.OVER) {
            run(action);
        } else {
            overActions.add(action);
        }
    }

    /** The last byte is out, or the connection is gone. */
    void over() {
        if (state != State.OVER) {
            state = State.OVER;
            writableAction = null;
            List.copyOf(overActions).forEach(this::run);
            overActions.clear();
        }
    }

    /** One action's bug must not keep the others from freeing what they own, nor the connection from going on. */
    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("a bug at the end of a {} request of {}", request.method(), client(), e);
        }
    }

    @Override
    public void takeOver(HttpTakeover takeover) {
        if (enter(State.WAITING, State.OVER)) {
            overActions.clear();
            owner.handOver(ctx, request, takeover);
        }
    }

    /** Whether this is the channel's exchange still and in the state it must be in; if so, it is in the next. */
    private boolean enter(State from, State to) {
        Channel channel = ctx.channel();
        if (state == State.OVER || !channel.isActive() || ctx.isRemoved()) {
            over();
            return false;
        }
        if (state != from) {
            throw new IllegalStateException("a reply is " + state + ", not " + from);
        }
        state = to;
        return true;
    }
}
