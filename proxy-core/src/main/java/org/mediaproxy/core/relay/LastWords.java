package org.mediaproxy.core.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import org.mediaproxy.core.transport.Pulse;

/**
 * Closes a channel in such a way that its peer can read all that was written to it. To close a socket with unread input
 * is to reset it, and a reset overtakes what was sent before: a publisher in full flow would never read why it was
 * refused. So our side is ended first, and what the peer still sends is thrown away until it ends too, or time is up.
 */
public final class LastWords extends ChannelInboundHandlerAdapter {

    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final int MAX_CHECKS = 12;

    private final Channel channel;
    private long unsent;
    private int checks;

    private LastWords(Channel channel) {
        this.channel = channel;
    }

    /** Flushes and closes; on the channel's event loop. A second call does nothing. */
    public static void close(Channel channel) {
        if (channel.isActive() && channel.pipeline().get(LastWords.class) == null) {
            LastWords words = new LastWords(channel);
            channel.pipeline().addFirst(words);
            words.begin();
        }
    }

    private void begin() {
        ScheduledFuture<?> check = Pulse.every(CHECK, channel.eventLoop(), this::closeIfStuck);
        channel.closeFuture().addListener(closed -> check.cancel(false));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (!flushed.isSuccess() || !(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown()) {
                channel.close();
            } else {
                endOutput(duplex);
            }
        });
        channel.config().setAutoRead(true);
        unsent = unsent();
    }

    /**
     * Ends our side of a channel that reads on. A TLS peer takes an end without the word for it (close_notify) for an
     * attack (RFC 8446 §6.1). On the channel's event loop.
     */
    public static void endOutput(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }

    /** Grows with the bytes that have not left. */
    private long unsent() {
        return channel.bytesBeforeWritable() - channel.bytesBeforeUnwritable();
    }

    /** A slow peer has a minute as long as it takes something; one that has all of it a few seconds to end too. */
    private void closeIfStuck() {
        long now = unsent();
        if (now >= unsent || ++checks == MAX_CHECKS) {
            channel.close();
        }
        unsent = now;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE
                && ctx.channel() instanceof DuplexChannel duplex
                && duplex.isOutputShutdown()) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
