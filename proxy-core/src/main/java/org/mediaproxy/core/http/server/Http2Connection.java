package org.mediaproxy.core.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpServerNames;
import org.mediaproxy.core.relay.LastWords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection (RFC 9113) to an HTTP port, and its streams: each is a channel of its own, with a request that is
 * served as any other. Stands behind the frame codec, where it sees what belongs to no stream.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter implements ServedConnection {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

    /** What one stream may have waiting: there may be many of them, beside what the connection has. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    private static final long FIRST_MILLIS = 10_000;
    private static final long IDLE_MILLIS = 60_000;

    /** For requests that were sent before the client has read that it should send no more (RFC 9113 §6.8). */
    private static final long LAST_REQUESTS_MILLIS = 1_000;

    /** Settings and pings that a client may send in so many seconds; each costs an answer. */
    private static final int MAX_CHATTER = 1_000;

    private static final long CHATTER_SECONDS = 10;

    private final HttpServer server;
    private final InetSocketAddress client;
    private final Set<Http2Request> requests = new HashSet<>();
    private int takenOver;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> idle;
    private long chatterSince = System.nanoTime();
    private int chatter;
    private boolean draining;
    private boolean lastIsSaid;

    private Http2Connection(HttpServer server, InetSocketAddress client) {
        this.server = server;
        this.client = client;
    }

    /** Fills the pipeline of a connection whose client has chosen HTTP/2. */
    static void begin(HttpServer server, Channel channel, InetSocketAddress client) {
        Http2Connection connection = new Http2Connection(server, client);
        ChannelInitializer<Channel> streams = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                connection.fill(stream);
            }
        };
        channel.pipeline().addLast(Http2Limits.newCodec(), new Http2MultiplexHandler(streams), connection);
    }

    private void fill(Channel stream) {
        Http2Body body = new Http2Body();
        HttpDeadline deadline = new HttpDeadline(body::mark);
        stream.config().setWriteBufferWaterMark(WATER_MARK);
        stream.pipeline()
                .addLast(deadline)
                .addLast(HttpServerNames.CODEC, Http2Objects.INSTANCE)
                .addLast(body, new Http2Request(server, this, deadline, body));
    }

    InetSocketAddress client() {
        return client;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        server.connections().add(this);
        leaveAfter(FIRST_MILLIS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stayOpen();
        server.connections().remove(this);
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    private void leaveAfter(long millis) {
        stayOpen();
        if (context().channel().isActive()) {
            idle = context().executor().schedule(this::leave, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void stayOpen() {
        if (idle != null) {
            idle.cancel(false);
            idle = null;
        }
    }

    /** A stream has begun. */
    void add(Http2Request request) {
        requests.add(request);
        stayOpen();
    }

    /** A stream has ended. */
    void remove(Http2Request request) {
        if (requests.remove(request)) {
            settle();
        }
    }

    /** A stream is another's from now on. */
    void give(Http2Request request, Channel stream) {
        requests.remove(request);
        takenOver++;
        stream.closeFuture().addListener(closed -> {
            takenOver--;
            settle();
        });
    }

    private void settle() {
        if (!requests.isEmpty() || takenOver > 0) {
            return;
        }
        if (!draining) {
            leaveAfter(IDLE_MILLIS);
        } else if (lastIsSaid) {
            leave();
        }
    }

    @Override
    public void drain() {
        context().executor().execute(() -> {
            if (draining) {
                return;
            }
            draining = true;
            if (requests.isEmpty() && takenOver == 0) {
                leave();
                return;
            }
            goAway(Http2Error.NO_ERROR, Integer.MAX_VALUE);
            context().executor().schedule(this::sayLast, LAST_REQUESTS_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    @Override
    public void close() {
        context().executor().execute(() -> {
            draining = true;
            sayLast();
            List.copyOf(requests).forEach(Http2Request::close);
        });
    }

    /** No stream beyond those that are there will be served. */
    private void sayLast() {
        if (!lastIsSaid) {
            lastIsSaid = true;
            goAway(Http2Error.NO_ERROR, 0);
        }
        settle();
    }

    private void goAway(Http2Error why, int moreStreams) {
        Http2GoAwayFrame frame = new DefaultHttp2GoAwayFrame(why);
        frame.setExtraStreamIds(moreStreams);
        context().writeAndFlush(frame);
    }

    /** Nothing is under way. */
    private void leave() {
        stayOpen();
        if (!lastIsSaid) {
            lastIsSaid = true;
            goAway(Http2Error.NO_ERROR, 0);
        }
        draining = true;
        LastWords.close(context().channel());
    }

    /** What belongs to no stream: settings, pings, and the client's own goodbye. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        long now = System.nanoTime();
        if (now - chatterSince > TimeUnit.SECONDS.toNanos(CHATTER_SECONDS)) {
            chatterSince = now;
            chatter = 0;
        }
        if (++chatter == MAX_CHATTER) {
            server.countBadRequest(HttpResponseStatus.TOO_MANY_REQUESTS.code());
            goAway(Http2Error.ENHANCE_YOUR_CALM, 0);
            ctx.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            ctx.close(); // a client that cannot even take another window has left
        }
    }

    /** The codec answers what breaks HTTP/2, and closes. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception broken) {
            boolean tooMuch = broken.error() == Http2Error.ENHANCE_YOUR_CALM;
            server.countBadRequest(
                    (tooMuch ? HttpResponseStatus.TOO_MANY_REQUESTS : HttpResponseStatus.BAD_REQUEST).code());
            LOG.debug("{} port: {} breaks HTTP/2: {}", server.port().label(), client, cause.getMessage());
            return;
        }
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            LOG.error("a bug on the {} port", server.port().label(), cause);
        }
        ctx.close();
    }
}
