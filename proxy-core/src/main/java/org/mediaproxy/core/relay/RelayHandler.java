package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Side;

/**
 * One direction of a TCP relay: what this channel reads, its peer writes. The only handler of its channel, on the same
 * event loop as its peer's.
 *
 * <p>All reads of one wake-up are written first and flushed once, so that a burst costs one gathering write. A burst
 * that grows over {@link #FLUSH_AT} is flushed in between, which bounds what a slow peer can make the proxy hold: its
 * high-water mark and one such burst. Reading stops when the peer cannot keep up and starts again when it can.
 */
final class RelayHandler extends ChannelInboundHandlerAdapter {

    /** Bytes written without a flush, at most. */
    private static final int FLUSH_AT = 256 * 1024;

    private final Relay relay;
    private final Side side;
    private final Channel peer;
    private final FlowCount count;
    private @Nullable Splicing splicing;
    private int unflushed;

    RelayHandler(Relay relay, Side side, Channel peer, FlowCount count) {
        this.relay = relay;
        this.side = side;
        this.peer = peer;
        this.count = count;
    }

    /** Lets this direction take the short way where its sockets have one. */
    void spliceFrom(Channel from) {
        splicing = relay.discards(side) ? null : Splicing.between(relay, side, from, peer, count);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || relay.discards(side)) {
            ReferenceCountUtil.release(message);
            return;
        }
        unflushed += bytes.readableBytes();
        peer.write(bytes, peer.voidPromise());
        if (unflushed >= FLUSH_AT) {
            flush(ctx);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (unflushed > 0) {
            flush(ctx);
        }
        if (splicing != null) {
            splicing.burstEnded();
        }
    }

    private void flush(ChannelHandlerContext ctx) {
        count.add(unflushed);
        unflushed = 0;
        peer.flush();
        if (!peer.isWritable() && !relay.isOver()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !peer.config().isAutoRead() && !relay.isOver()) {
            peer.config().setAutoRead(true);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            channelReadComplete(ctx);
            relay.inputEnded(side);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        channelReadComplete(ctx);
        relay.broken(side, null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        relay.broken(side, cause);
    }
}
