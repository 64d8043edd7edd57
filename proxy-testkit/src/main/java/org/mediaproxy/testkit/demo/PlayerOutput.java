package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one player's socket. A player that does not read must not fill the memory, so one that falls too far behind is
 * closed. Used on the stream's event loop, which need not be the channel's: Netty counts what waits for the hand-over too.
 */
final class PlayerOutput {

    /** Bytes that may wait for a player. */
    static final long MAX_PENDING = 8L * 1024 * 1024;

    private static final int LAST_SECONDS = 30;

    private static final Logger LOG = LoggerFactory.getLogger(PlayerOutput.class);

    private final Channel channel;
    private long allowed = MAX_PENDING;

    PlayerOutput(Channel channel) {
        this.channel = channel;
    }

    ByteBufAllocator alloc() {
        return channel.alloc();
    }

    /** Allows for bytes that are all written at once, when a player catches up. */
    void allowMore(long bytes) {
        allowed = MAX_PENDING + bytes;
    }

    /** Writes and flushes; takes the message over. */
    void write(Object message) {
        channel.writeAndFlush(message, channel.voidPromise());
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending != null && pending.totalPendingWriteBytes() > allowed) {
            LOG.info("[demo] {} reads too slowly: closed", channel.remoteAddress());
            channel.close();
        }
    }

    /** Writes the last message, and closes when it is out, or when the player does not take it for long. */
    void writeLast(Object message) {
        channel.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
        if (channel.isActive()) {
            ScheduledFuture<?> force =
                    channel.eventLoop().schedule(() -> channel.close(), LAST_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> force.cancel(false));
        }
    }
}
