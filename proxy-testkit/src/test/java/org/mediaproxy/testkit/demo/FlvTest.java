package org.mediaproxy.testkit.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.testkit.demo.TestOrigin.eventually;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** The HTTP side of the demo origin. */
final class FlvTest {

    private static final String ONE = "__defaultVhost__/live/one";

    @RegisterExtension
    final TestOrigin origin = new TestOrigin();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + origin.get().httpAddress().getPort() + path));
    }

    @Test
    void aWaitingPlayerGetsAWholeFile() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request("/live/one.flv?token=good").build(), HttpResponse.BodyHandlers.ofByteArray());
        eventually().untilAsserted(() -> assertThat(origin.get().players(ONE)).isEqualTo(1));
        publishAndLeave();

        HttpResponse<byte[]> answer = response.get(5, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("video/x-flv");
        assertThat(answer.headers().firstValue("transfer-encoding")).contains("chunked");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertFile(Unpooled.wrappedBuffer(answer.body()));
        eventually().untilAsserted(() -> assertThat(origin.get().connections()).isZero());
    }

    private void publishAndLeave() throws IOException {
        try (TestRtmpClient publisher = new TestRtmpClient(origin.get().rtmpAddress()).open("live")) {
            assertThat(publisher.publish("one")).isEqualTo("NetStream.Publish.Start");
            publisher.media(RtmpMessage.DATA_AMF0, 0, Samples.setDataFrame());
            publisher.media(RtmpMessage.AUDIO, 0, Samples.AAC_HEADER);
            publisher.media(RtmpMessage.VIDEO, 0x1_23_45_67L, Samples.keyframe(1));
            publisher.command(1, "deleteStream", 5, null);
            publisher.awaitStatus();
        }
    }

    private static void assertFile(ByteBuf file) {
        assertThat(file.readCharSequence(3, StandardCharsets.US_ASCII)).hasToString("FLV");
        assertThat(file.readShort()).isEqualTo((short) 0x0105);
        assertThat(file.readInt()).isEqualTo(9);
        assertThat(file.readInt()).isZero();
        assertTag(file, RtmpMessage.DATA_AMF0, 0, Samples.metadata());
        assertTag(file, RtmpMessage.AUDIO, 0, Samples.AAC_HEADER);
        assertTag(file, RtmpMessage.VIDEO, 0x1_23_45_67, Samples.keyframe(1));
        assertThat(file.isReadable()).isFalse();
    }

    private static void assertTag(ByteBuf file, int type, int timestamp, byte[] payload) {
        assertThat(file.readByte()).isEqualTo((byte) type);
        byte[] body = new byte[file.readMedium()];
        assertThat(file.readUnsignedMedium() | file.readUnsignedByte() << 24).isEqualTo(timestamp);
        assertThat(file.readMedium()).isZero();
        file.readBytes(body);
        assertThat(body).isEqualTo(payload);
        assertThat(file.readInt()).isEqualTo(11 + payload.length);
    }

    @Test
    void headIsAnsweredAtOnce() throws Exception {
        HttpResponse<Void> answer = http.send(
                request("/live/one.flv")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("video/x-flv");
    }

    @Test
    void anythingElseIsNotFound() throws Exception {
        for (String path : new String[] {"/", "/live/one", "/live/one.m3u8?a=.flv", "/.flv/"}) {
            HttpResponse<Void> answer = http.send(request(path).build(), HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .contains("*");
        }
        HttpResponse<Void> posted = http.send(
                request("/live/one.flv")
                        .POST(HttpRequest.BodyPublishers.ofString("body"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(posted.statusCode()).isEqualTo(404);
    }

    @Test
    void aPlayerThatLeavesWhileItWaitsIsForgotten() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request("/live/one.flv").build(), HttpResponse.BodyHandlers.ofByteArray());
        eventually().untilAsserted(() -> assertThat(origin.get().players(ONE)).isEqualTo(1));

        response.cancel(true);

        eventually().untilAsserted(() -> assertThat(origin.get().players(ONE)).isZero());
    }

    @Test
    void noPublisherWithinTenSecondsIsNotFound() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        DemoStreams streams = new DemoStreams(channel::eventLoop);
        channel.pipeline().addLast(new ReadTimeoutHandler(10), new HttpServerCodec(), new FlvHandler(streams));
        channel.writeInbound(Unpooled.copiedBuffer("GET /live/one.flv HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));

        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runPendingTasks();
        assertThat(channel.outboundMessages()).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runPendingTasks();

        ByteBuf answer = channel.readOutbound();
        assertThat(answer.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 404 ");
        answer.release();
        channel.finishAndReleaseAll();
        assertThat(streams.all()).isEmpty();
    }

    @Test
    void anOldClientGetsTheStreamWithoutChunks() {
        EmbeddedChannel channel = new EmbeddedChannel();
        DemoStreams streams = new DemoStreams(channel::eventLoop);
        channel.pipeline().addLast(new ReadTimeoutHandler(10), new HttpServerCodec(), new FlvHandler(streams));
        DemoStream stream = streams.enter(
                DemoStreams.RESOLVER.resolve("", "", "live", "one").orElseThrow());
        stream.publish(new Silent());
        channel.writeInbound(Unpooled.copiedBuffer("GET /live/one.flv HTTP/1.0\r\n\r\n", StandardCharsets.US_ASCII));
        stream.discard();

        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
        }
        assertThat(all.toString())
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("chunked")
                .contains("\r\n\r\nFLV");
        assertThat(channel.isOpen()).isFalse();
        streams.leave(stream);
        assertThat(streams.all()).isEmpty();
    }

    private static final class Silent implements DemoPublisher {
        @Override
        public void accepted() {}

        @Override
        public void refused() {}
    }
}
