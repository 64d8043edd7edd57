package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One HTTP-FLV player: no answer until its publisher is there, then one response as long as the stream. */
final class FlvPlayer implements DemoPlayer {

    static final String CONTENT_TYPE = "video/x-flv";

    private static final int WAIT_SECONDS = 10;

    /** FLV 1 with audio and video, and the size of no tag before the first (FLV 10.1 annex E.2, E.3). */
    private static final byte[] FILE_HEADER = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};

    private final Channel channel;
    private final DemoStreams streams;
    private final DemoStream stream;
    private final boolean chunked;
    private final PlayerOutput output;
    private final ScheduledFuture<?> patience;
    private boolean begun;

    FlvPlayer(Channel channel, DemoStreams streams, DemoStream stream, boolean chunked) {
        this.channel = channel;
        this.streams = streams;
        this.stream = stream;
        this.chunked = chunked;
        this.output = new PlayerOutput(channel);
        this.patience = channel.eventLoop().schedule(() -> stream.giveUp(this), WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Joins the stream. On the channel's event loop, as {@link #leave}. */
    void begin() {
        stream.join(this);
    }

    void leave() {
        patience.cancel(false);
        stream.leave(this);
        streams.leave(stream);
    }

    @Override
    public void begin(long cached) {
        begun = true;
        patience.cancel(false);
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, CONTENT_TYPE);
        response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (chunked) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        output.allowMore(cached);
        output.write(response);
        content(Unpooled.wrappedBuffer(FILE_HEADER));
    }

    @Override
    public void write(MediaMessage message) {
        content(message.tag(output.alloc()).retainedDuplicate());
    }

    private void content(ByteBuf bytes) {
        output.write(new DefaultHttpContent(bytes));
    }

    @Override
    public void end() {
        if (begun) {
            output.writeLast(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            giveUp();
        }
    }

    @Override
    public void giveUp() {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        output.writeLast(response);
    }

    @Override
    public String toString() {
        return "HTTP-FLV player " + channel.remoteAddress();
    }
}
