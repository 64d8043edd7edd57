package org.mediaproxy.core.http.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.CompletableFuture;

/** Tells the target of the first request that comes by; what follows is dropped. */
final class RequestCollector extends SimpleChannelInboundHandler<Object> {

    private final CompletableFuture<String> target;

    RequestCollector(CompletableFuture<String> target) {
        this.target = target;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            target.complete(request.uri());
        }
    }
}
