package org.mediaproxy.http.endless;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.spi.Route;

/** Waits for the head of one origin's final answer; interim ones (RFC 9110 §15.2) concern nobody. */
final class OriginHead extends ChannelInboundHandlerAdapter {

    private static final int MAX_STATUS_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;

    private final StreamPipeline pipeline;
    private final Route route;
    private final FirstByte firstByte = new FirstByte();
    private boolean done;

    OriginHead(StreamPipeline pipeline, Route route) {
        this.pipeline = pipeline;
        this.route = route;
    }

    /** Puts this and what it needs into a new channel. */
    ChannelInitializer<Channel> initializer() {
        HttpDecoderConfig limits =
                new HttpDecoderConfig().setMaxInitialLineLength(MAX_STATUS_LINE).setMaxHeaderSize(MAX_HEADERS);
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(firstByte, new HttpClientCodec(limits, false, false), OriginHead.this);
            }
        };
    }

    /** Whether the origin has said anything. */
    boolean hasSpoken() {
        return firstByte.isSeen();
    }

    /** Takes this and the codec out of the way; what the codec has read beyond the head goes on to who stands behind. */
    void leave(Channel origin) {
        ChannelPipeline handlers = origin.pipeline();
        handlers.remove(this);
        handlers.remove(HttpClientCodec.class);
    }

    /** Takes this out of the way, and leaves the codec to decode the body. */
    void leaveToDecoder(Channel origin, DecodedBody decoded) {
        origin.pipeline().replace(this, "decoded-body", decoded);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!done && message instanceof HttpResponse answer) {
                answered(ctx, answer);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(ChannelHandlerContext ctx, HttpResponse answer) {
        if (answer.decoderResult().isFailure() || answer.status().code() == 101) {
            done = true;
            pipeline.originRefused(route, Cause.MALFORMED, "the origin's answer is malformed");
        } else if (answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            done = true;
            pipeline.answered(this, ctx.channel(), route, answer);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            closed("closed without an answer");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed("closed without an answer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        closed(String.valueOf(cause.getMessage()));
    }

    private void closed(String why) {
        if (!done) {
            done = true;
            pipeline.originClosed(this, route, why);
        }
    }
}
