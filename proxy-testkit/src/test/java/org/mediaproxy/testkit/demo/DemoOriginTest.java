package org.mediaproxy.testkit.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.testkit.demo.TestOrigin.eventually;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.mediaproxy.rtmp.handshake.DigestScheme;

/** The RTMP side of the demo origin. */
final class DemoOriginTest {

    private static final String ONE = "__defaultVhost__/live/one";

    @RegisterExtension
    final TestOrigin origin = new TestOrigin();

    private TestRtmpClient client() throws IOException {
        return new TestRtmpClient(origin.get().rtmpAddress());
    }

    private TestRtmpClient publisher(String name) throws IOException {
        TestRtmpClient publisher = client().open("live");
        assertThat(publisher.publish(name)).isEqualTo("NetStream.Publish.Start");
        return publisher;
    }

    @Test
    void aWaitingPlayerGetsEveryMessageInOrderWithItsTimestamp() throws IOException {
        try (TestRtmpClient player = client().open("live").play("one");
                TestRtmpClient publisher = publisher("one")) {
            byte[] large = Arrays.copyOf(Samples.frame(2), 200_000);
            publisher.media(RtmpMessage.DATA_AMF0, 0, Samples.setDataFrame());
            publisher.media(RtmpMessage.VIDEO, 0, Samples.AVC_HEADER);
            publisher.media(RtmpMessage.AUDIO, 0, Samples.AAC_HEADER);
            publisher.media(RtmpMessage.VIDEO, 40, Samples.keyframe(1));
            publisher.media(RtmpMessage.AUDIO, 43, Samples.audio(1));
            publisher.media(RtmpMessage.VIDEO, 0x1_00_00_50L, large);

            assertMedia(player, RtmpMessage.DATA_AMF0, 0, Samples.metadata());
            assertMedia(player, RtmpMessage.VIDEO, 0, Samples.AVC_HEADER);
            assertMedia(player, RtmpMessage.AUDIO, 0, Samples.AAC_HEADER);
            assertMedia(player, RtmpMessage.VIDEO, 40, Samples.keyframe(1));
            assertMedia(player, RtmpMessage.AUDIO, 43, Samples.audio(1));
            assertMedia(player, RtmpMessage.VIDEO, 0x1_00_00_50L, large);
        }
    }

    @Test
    void aLatePlayerGetsTheHeadersAndBeginsAtTheLastKeyframe() throws IOException {
        try (TestRtmpClient publisher = publisher("one");
                TestRtmpClient sync = client().open("live").play("one")) {
            publisher.media(RtmpMessage.VIDEO, 0, Samples.AVC_HEADER);
            publisher.media(RtmpMessage.AUDIO, 0, Samples.AAC_HEADER);
            publisher.media(RtmpMessage.DATA_AMF0, 0, Samples.setDataFrame());
            publisher.media(RtmpMessage.VIDEO, 0, Samples.keyframe(1));
            publisher.media(RtmpMessage.VIDEO, 40, Samples.frame(2));
            publisher.media(RtmpMessage.VIDEO, 80, Samples.keyframe(3));
            publisher.media(RtmpMessage.AUDIO, 90, Samples.audio(4));
            for (int i = 0; i < 7; i++) {
                sync.nextMedia();
            }

            try (TestRtmpClient late = client().open("live").play("one")) {
                publisher.media(RtmpMessage.VIDEO, 120, Samples.frame(5));

                assertMedia(late, RtmpMessage.DATA_AMF0, 0, Samples.metadata());
                assertMedia(late, RtmpMessage.AUDIO, 0, Samples.AAC_HEADER);
                assertMedia(late, RtmpMessage.VIDEO, 0, Samples.AVC_HEADER);
                assertMedia(late, RtmpMessage.VIDEO, 80, Samples.keyframe(3));
                assertMedia(late, RtmpMessage.AUDIO, 90, Samples.audio(4));
                assertMedia(late, RtmpMessage.VIDEO, 120, Samples.frame(5));
            }
        }
    }

    @Test
    void playersHearTheEndAndAreClosedWhenThePublisherLeaves() throws IOException {
        try (TestRtmpClient player = client().open("live").play("one")) {
            TestRtmpClient publisher = publisher("one");
            publisher.media(RtmpMessage.VIDEO, 40, Samples.keyframe(1));
            publisher.close();

            assertMedia(player, RtmpMessage.VIDEO, 40, Samples.keyframe(1));
            assertThat(player.awaitType(RtmpMessage.USER_CONTROL).payload()).isEqualTo(new byte[] {0, 1, 0, 0, 0, 1});
            assertThat(player.awaitStatus()).isEqualTo("NetStream.Play.UnpublishNotify");
            assertThat(player.nextOrEnd()).isNull();
        }
        assertThat(origin.get().publishedStreams()).isEmpty();
        eventually().untilAsserted(() -> assertThat(origin.get().connections()).isZero());
        assertThat(origin.get().players(ONE)).isZero();
    }

    @Test
    void aSecondPublisherIsRefusedAndTheFirstGoesOn() throws IOException {
        try (TestRtmpClient player = client().open("live").play("one");
                TestRtmpClient first = publisher("one");
                TestRtmpClient second = client().open("live")) {
            assertThat(second.publish("one")).isEqualTo("NetStream.Publish.BadName");
            assertThat(second.nextOrEnd()).isNull();

            first.media(RtmpMessage.VIDEO, 40, Samples.keyframe(1));
            assertMedia(player, RtmpMessage.VIDEO, 40, Samples.keyframe(1));
        }
    }

    @Test
    void aBadTokenIsRefused() throws IOException {
        try (TestRtmpClient inName = client().open("live");
                TestRtmpClient inApp = client().open("live?token=bad")) {
            assertThat(inName.publish("one?token=bad")).isEqualTo("NetStream.Publish.Denied");
            assertThat(inName.nextOrEnd()).isNull();
            assertThat(inApp.publish("one")).isEqualTo("NetStream.Publish.Denied");
            assertThat(inApp.nextOrEnd()).isNull();
        }
        assertThat(origin.get().publishedStreams()).isEmpty();
    }

    @Test
    void aConnectionMayPublishAnotherStreamAfterTheFirst() throws IOException {
        try (TestRtmpClient publisher = publisher("one")) {
            publisher.command(1, "FCUnpublish", 5, null, "one");
            assertThat(publisher.awaitStatus()).isEqualTo("NetStream.Unpublish.Success");
            assertThat(publisher.publish("two")).isEqualTo("NetStream.Publish.Start");

            assertThat(origin.get().publishedStreams()).containsExactly("__defaultVhost__/live/two");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "live, one",
        "live/, one?token=good",
        "live, one.flv",
        "live, /one",
        "live?vhost=127.0.0.1, one",
        "live/_definst_, one",
        "'', live/one"
    })
    void allSpellingsOfAStreamAreOne(String app, String name) throws IOException {
        try (TestRtmpClient publisher = client().open(app)) {
            assertThat(publisher.publish(name)).isEqualTo("NetStream.Publish.Start");
            assertThat(origin.get().publishedStreams()).containsExactly(ONE);
        }
    }

    @Test
    void theAppIsTheWholePath() throws IOException {
        try (TestRtmpClient publisher = client().open("a/b/c")) {
            publisher.publish("one");
            assertThat(origin.get().publishedStreams()).containsExactly("__defaultVhost__/a/b/c/one");
        }
    }

    @ParameterizedTest
    @EnumSource(DigestScheme.class)
    void theDigestHandshakeIsAnsweredWithOne(DigestScheme scheme) throws IOException {
        try (TestRtmpClient client = new TestRtmpClient(origin.get().rtmpAddress(), scheme).open("live")) {
            assertThat(client.publish("one")).isEqualTo("NetStream.Publish.Start");
        }
    }

    @Test
    void receivedBytesAreAcknowledgedAndPingsAnswered() throws IOException {
        try (TestRtmpClient publisher = publisher("one")) {
            publisher.ping(77);
            publisher.windowAckSize(10_000);
            publisher.media(RtmpMessage.VIDEO, 0, new byte[20_000]);

            assertThat(publisher.awaitType(RtmpMessage.USER_CONTROL).payload())
                    .isEqualTo(new byte[] {0, 7, 0, 0, 0, 77});
            assertThat(publisher.awaitType(RtmpMessage.ACKNOWLEDGEMENT).payload())
                    .hasSize(4);
        }
    }

    @Test
    void aPlayerThatDoesNotReadIsClosedAndThePublisherGoesOn() throws IOException {
        TestRtmpClient lazy = client().open("live").play("one");
        try (lazy;
                TestRtmpClient publisher = publisher("one")) {
            assertThat(origin.get().players(ONE)).isEqualTo(1);
            byte[] large = Arrays.copyOf(Samples.frame(1), 500_000);
            for (int i = 0; i < 100; i++) {
                publisher.media(RtmpMessage.VIDEO, i, large);
            }

            eventually()
                    .untilAsserted(() -> assertThat(origin.get().players(ONE)).isZero());
            assertThat(origin.get().publishedStreams()).containsExactly(ONE);
        }
    }

    @Test
    void malformedInputClosesTheConnectionOnly() throws IOException {
        TestRtmpClient publisher = publisher("one");
        try (publisher;
                TestRtmpClient stranger = client()) {
            stranger.command(0, "publish", 1, null, "two", "live"); // before connect

            assertThat(stranger.nextOrEnd()).isNull();
            assertThat(origin.get().publishedStreams()).containsExactly(ONE);
        }
    }

    @Test
    void whatIsNoRtmpIsClosed() throws IOException {
        try (Socket socket = new Socket(
                origin.get().rtmpAddress().getAddress(),
                origin.get().rtmpAddress().getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void itRegistersBothEndpointsAsThisRun() {
        Origin first = origin.get().asOrigin("demo", Instant.EPOCH);

        assertThat(first.endpoint(OriginService.RTMP, false).orElseThrow().port())
                .isEqualTo(origin.get().rtmpAddress().getPort());
        assertThat(first.endpoint(OriginService.HTTP, false).orElseThrow().host())
                .isEqualTo("127.0.0.1");
        assertThat(first.pid()).isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(origin.get().asOrigin("demo", Instant.EPOCH)).isEqualTo(first);
    }

    private static void assertMedia(TestRtmpClient player, int type, long timestamp, byte[] payload)
            throws IOException {
        TestRtmpClient.Received received = player.nextMedia();
        assertThat(received.type()).isEqualTo(type);
        assertThat(received.streamId()).isEqualTo(1);
        assertThat(received.timestamp()).isEqualTo(timestamp);
        assertThat(received.payload()).isEqualTo(payload);
    }
}
