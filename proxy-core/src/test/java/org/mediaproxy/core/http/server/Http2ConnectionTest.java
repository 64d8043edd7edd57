package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.http.server.Replies.head;
import static org.mediaproxy.core.http.server.Replies.piece;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.metrics.Counters;

/** What a client may take its time for, with a clock that the test moves. */
final class Http2ConnectionTest {

    private static final int FRAME_HEADER = 9;
    private static final byte END_STREAM = 1;
    private static final byte END_HEADERS = 4;

    private final Queue<HttpExchange> exchanges = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final OpenConnections connections = new OpenConnections();

    @BeforeEach
    void connect() {
        PortRoutes routes = new PortRoutes();
        routes.exact(HttpMethod.POST, "/body", (HttpBodyHandler) (exchange, body) -> exchanges.add(exchange));
        routes.fallback(exchanges::add);
        channel.freezeTime();
        Http2Connection.begin(
                new HttpServer(HttpPort.STREAM, Optional.empty(), routes, connections, new Counters()),
                channel,
                InetSocketAddress.createUnresolved("client", 1));
        ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        channel.writeInbound(
                Unpooled.wrappedBuffer(preface, frame(Http2FrameTypes.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER)));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        assertThat(connections.drained()).isNotNull();
    }

    private static ByteBuf frame(byte type, int flags, int stream, ByteBuf payload) {
        ByteBuf head = Unpooled.buffer(FRAME_HEADER)
                .writeMedium(payload.readableBytes())
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
        return Unpooled.wrappedBuffer(head, payload);
    }

    private void request(int stream, String method, String path, int flags) throws Http2Exception {
        Http2Headers headers = new DefaultHttp2Headers()
                .method(method)
                .scheme("https")
                .authority("a")
                .path(path);
        ByteBuf block = Unpooled.buffer();
        new DefaultHttp2HeadersEncoder().encodeHeaders(stream, headers, block);
        channel.writeInbound(frame(Http2FrameTypes.HEADERS, flags | END_HEADERS, stream, block));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }

    /** A frame that was sent, without what it holds but for its first word. */
    private record Sent(int type, int stream, int secondWord) {}

    /** What was sent since the last call. */
    private List<Sent> sent() {
        ByteBuf all = Unpooled.buffer();
        for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            all.writeBytes((ByteBuf) message);
            ReferenceCountUtil.release(message);
        }
        List<Sent> frames = new ArrayList<>();
        while (all.isReadable()) {
            int length = all.readMedium();
            byte type = all.readByte();
            all.skipBytes(1);
            int stream = all.readInt();
            ByteBuf payload = all.readSlice(length);
            boolean reset = type == Http2FrameTypes.RST_STREAM;
            boolean goodbye = type == Http2FrameTypes.GO_AWAY;
            frames.add(new Sent(type, stream, reset ? payload.getInt(0) : goodbye ? payload.getInt(4) : 0));
        }
        return frames;
    }

    private static Sent goodbye() {
        return new Sent(Http2FrameTypes.GO_AWAY, 0, (int) Http2Error.NO_ERROR.code());
    }

    private static Sent reset(int stream) {
        return new Sent(Http2FrameTypes.RST_STREAM, stream, (int) Http2Error.INTERNAL_ERROR.code());
    }

    @Test
    void whoConnectsHasSomethingToAsk() {
        pass(9);
        assertThat(channel.isActive()).isTrue();
        pass(1);
        assertThat(sent()).contains(goodbye());
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aConnectionWithoutStreamsIsClosedAfterAMinute() throws Exception {
        request(3, "GET", "/", END_STREAM);
        pass(30); // a stream is open, however long it takes
        exchanges.remove().reply(org.mediaproxy.core.http.HttpReply.text("done"));
        pass(59);
        assertThat(sent()).doesNotContain(goodbye());
        pass(1);
        assertThat(sent()).contains(goodbye());
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aReplyHasAMinuteAndThenItsStreamIsReset() throws Exception {
        request(3, "GET", "/", END_STREAM);
        pass(59);
        assertThat(sent()).doesNotContain(reset(3));
        pass(1);
        assertThat(sent()).contains(reset(3));
        assertThat(exchanges.remove().isOver()).isTrue();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aBodyThatNeverComesIsAnsweredAfterTenSeconds() throws Exception {
        request(3, "POST", "/body", 0);
        pass(9);
        assertThat(sent()).noneMatch(frame -> frame.stream() == 3);
        pass(1);
        assertThat(sent()).contains(new Sent(Http2FrameTypes.HEADERS, 3, 0));
        assertThat(exchanges).isEmpty();
    }

    @Test
    void aStreamThatIsNotReadIsResetAtTheSecondLookAndNoOther() throws Exception {
        request(3, "GET", "/", END_STREAM);
        request(5, "GET", "/", END_STREAM);
        HttpExchange stuck = exchanges.remove();
        HttpExchange waiting = exchanges.remove();
        stuck.begin(head(200));
        stuck.write(piece(stuck, 100_000)); // more than the window
        stuck.flush();
        waiting.begin(head(200));
        waiting.flush();
        pass(29);
        assertThat(sent()).doesNotContain(reset(3));
        pass(1);
        assertThat(sent()).contains(reset(3)).doesNotContain(reset(5));
        assertThat(stuck.isOver()).isTrue();
        assertThat(waiting.isOver()).isFalse();
    }

    @Test
    void aStreamThatIsReadALittleIsNotReset() throws Exception {
        request(3, "GET", "/", END_STREAM);
        HttpExchange slow = exchanges.remove();
        slow.begin(head(200));
        slow.write(piece(slow, 400_000));
        slow.flush();
        for (int i = 0; i < 10; i++) {
            channel.writeInbound(window(0), window(3));
            pass(15);
        }
        assertThat(sent()).doesNotContain(reset(3));
        pass(30);
        assertThat(sent()).contains(reset(3));
    }

    private static ByteBuf window(int stream) {
        return frame(
                Http2FrameTypes.WINDOW_UPDATE, 0, stream, Unpooled.buffer(4).writeInt(20_000));
    }
}
