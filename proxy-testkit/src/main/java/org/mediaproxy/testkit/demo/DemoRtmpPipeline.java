package org.mediaproxy.testkit.demo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transitions of one RTMP connection: handshake, commands, then publish or play. On the channel's event loop. */
final class DemoRtmpPipeline {

    /** A client that says nothing for so long before it plays, or while it publishes, is gone. */
    private static final int SILENCE_SECONDS = 30;

    private static final Logger LOG = LoggerFactory.getLogger(DemoRtmpPipeline.class);

    private final DemoStreams streams;
    private final Channel channel;
    private final DemoReplies replies;

    DemoRtmpPipeline(DemoStreams streams, Channel channel) {
        this.streams = streams;
        this.channel = channel;
        this.replies = new DemoReplies(channel.alloc());
    }

    void begin() {
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(SILENCE_SECONDS, TimeUnit.SECONDS), new DemoHandshakeHandler(this));
    }

    DemoReplies replies() {
        return replies;
    }

    void handshaken(DemoHandshakeHandler done) {
        channel.pipeline().addLast(new DemoMessageHandler(this), new CommandHandler(this));
        channel.pipeline().remove(done);
    }

    void publish(CommandHandler done, RtmpCommand connect, StreamUrl url) {
        LOG.info("[demo] {} publishes {}", channel.remoteAddress(), url);
        replace(done, new PublishHandler(this, channel, streams, streams.enter(url), connect));
    }

    void unpublished(PublishHandler done, RtmpCommand connect) {
        replace(done, new CommandHandler(this, connect));
    }

    void play(CommandHandler done, StreamUrl url) {
        LOG.info("[demo] {} plays {} over RTMP", channel.remoteAddress(), url);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.remove(ReadTimeoutHandler.class); // players say nothing for hours
        replace(done, new PlayHandler(this, streams, streams.enter(url), new PlayerOutput(channel)));
    }

    void broken(Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof RuntimeException && cause.getStackTrace().length > 0) {
            LOG.error("[demo] a bug while serving {}", channel.remoteAddress(), cause);
        } else if (!(cause instanceof IOException)) {
            String reason = cause instanceof ReadTimeoutException ? "silence" : cause.getMessage();
            LOG.info("[demo] {} closed: {}", channel.remoteAddress(), reason);
        }
        channel.close();
    }

    private void replace(ChannelHandler done, ChannelHandler next) {
        channel.pipeline().replace(done, null, next);
    }
}
