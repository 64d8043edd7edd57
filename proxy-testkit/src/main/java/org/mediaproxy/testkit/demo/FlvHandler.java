package org.mediaproxy.testkit.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the one request of an HTTP connection: an FLV stream, or 404. */
final class FlvHandler extends SimpleChannelInboundHandler<HttpObject> {

    private static final Logger LOG = LoggerFactory.getLogger(FlvHandler.class);

    private final DemoStreams streams;
    private boolean answered;
    private @Nullable FlvPlayer player;

    FlvHandler(DemoStreams streams) {
        this.streams = streams;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (answered || !(message instanceof HttpRequest request)) {
            return; // a body, or a second request on a connection that is to be closed
        }
        answered = true;
        ctx.pipeline().remove(ReadTimeoutHandler.class); // players say nothing for hours
        Optional<StreamUrl> url = request.decoderResult().isSuccess() ? stream(request) : Optional.empty();
        if (url.isPresent() && request.method().equals(HttpMethod.GET)) {
            play(ctx, request, url.get());
        } else if (url.isPresent() && request.method().equals(HttpMethod.HEAD)) {
            reply(ctx, HttpResponseStatus.OK);
        } else {
            reply(ctx, HttpResponseStatus.NOT_FOUND);
        }
    }

    private static Optional<StreamUrl> stream(HttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        return path.endsWith(".flv") ? DemoStreams.RESOLVER.resolve(host, "", uri) : Optional.empty();
    }

    private void play(ChannelHandlerContext ctx, HttpRequest request, StreamUrl url) {
        LOG.info("[demo] {} plays {} over HTTP", ctx.channel().remoteAddress(), url);
        boolean chunked = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        player = new FlvPlayer(ctx.channel(), streams, streams.enter(url), chunked);
        player.begin();
    }

    private static void reply(ChannelHandlerContext ctx, HttpResponseStatus status) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        if (status.equals(HttpResponseStatus.OK)) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, FlvPlayer.CONTENT_TYPE);
        } else {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        }
        response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (player != null) {
            player.leave();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException) && cause.getStackTrace().length > 0) {
            LOG.error("[demo] a bug while serving {}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }
}
