package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.Media;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** Both directions carry what was said, byte for byte. */
final class RelayBytesIT {

    private static final int MEGABYTES = 6 * 1024 * 1024;

    static Stream<Arguments> media() {
        return Stream.of(
                Arguments.of("chunks of 128", 128, Media.add(new Wire(), MEGABYTES, 0)),
                Arguments.of("chunks of 4096", 4096, Media.add(new Wire().inChunksOf(4096), MEGABYTES, 0)),
                Arguments.of("chunks of 65536", 65_536, Media.add(new Wire().inChunksOf(65_536), MEGABYTES, 0)),
                Arguments.of("extended timestamps", 128, Media.add(new Wire(), 300_000, 0xFFFFFFL - 100)),
                Arguments.of("timestamps that wrap", 4096, Media.add(new Wire().inChunksOf(4096), 90_000, 0xFFFF0000L)),
                Arguments.of("enhanced RTMP", 128, Media.addEnhanced(new Wire())),
                Arguments.of("odd messages", 128, Media.addOdd(new Wire())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("media")
    void whatAPublisherSendsReachesTheOriginUnchanged(String name, int chunkSize, Wire media) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.shaken(proxy)) {
            Wire commands = new Wire().connect("live");
            if (chunkSize != 128) {
                commands.chunkSize(chunkSize);
            }
            commands.call("releaseStream", 2, "s").call("FCPublish", 3, "s").call("createStream", 4);
            byte[] said = commands.publish("s").raw(media.bytes()).bytes();
            int publish = said.length - media.bytes().length;
            client.send(said, 0, publish);
            client.inbox().status("NetStream.Publish.Start");
            client.send(said, publish, said.length);
            client.leave(Leaving.HALF_CLOSE);

            OriginConnection connection = origin.next();
            assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
            assertSame(connection.inbox().bytes(), said);
            connection.close();
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(client.inbox().bytes(), connection.seenByClient());
            proxy.awaitOnlyEnd("client relay closed");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("media")
    void whatAnOriginSendsReachesThePlayerUnchanged(String name, int chunkSize, Wire media) {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1).grant(1);
            if (chunkSize != 128) {
                connection.say(new Wire().chunkSize(chunkSize));
            }
            connection.say(new Wire().raw(media.bytes()));
            connection.leave(Leaving.HALF_CLOSE);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.player(proxy, "s")) {
            OriginConnection connection = origin.next();
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(client.inbox().bytes(), connection.seenByClient());
            assertThat(client.inbox().unreadable()).isNull();
            assertSame(connection.inbox().bytes(), playerSaid());
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("origin relay closed");
        }
    }

    private static byte[] playerSaid() {
        return new Wire().connect("live").call("createStream", 2).play("s").bytes();
    }

    @Test
    void commandsOfAmf3ArePublishedAndAnswered() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.shaken(proxy)) {
            byte[] said = new Wire()
                    .connect("live")
                    .amf3Command(
                            3, 0, amf -> amf.string("createStream").number(2).nullValue())
                    .amf3Command(8, 1, amf -> amf.string("publish")
                            .number(3)
                            .nullValue()
                            .string("s")
                            .string("live"))
                    .bytes();
            client.send(said);
            client.inbox().status("NetStream.Publish.Start");
            assertSame(origin.next().inbox().bytes(), said);
            assertThat(proxy.binding("s")).isEqualTo("origin0-a-1");
        }
    }

    @Test
    void answersInAmf3AreNeutralisedBehindTheirZero() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect();
            connection.inbox().command("createStream");
            connection.send(amf3Result(2));
            connection.grant(1);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Start");
            assertThat(client.inbox().messages())
                    .filteredOn(said -> said.type() == RtmpMessage.COMMAND_AMF3)
                    .singleElement()
                    .satisfies(
                            said -> assertThat(said.payload()).isEqualTo(ByteBuffer.wrap(amf3Payload(1_000_000_002))));
        }
    }

    private static Wire amf3Result(double transaction) {
        return new Wire().message(3, RtmpMessage.COMMAND_AMF3, 0, 0, amf3Payload(transaction));
    }

    private static byte[] amf3Payload(double transaction) {
        byte[] command = new Wire()
                .amf3Command(3, 0, amf -> amf.string("_result")
                        .number(transaction)
                        .nullValue()
                        .number(1))
                .bytes();
        return Arrays.copyOfRange(command, 12, command.length);
    }

    static void assertSame(byte[] actual, byte[] expected) {
        assertThat(Arrays.mismatch(actual, expected))
                .as("first difference of %d and %d bytes", actual.length, expected.length)
                .isEqualTo(-1);
    }

    static void assertEndsWith(byte[] actual, byte[] expected) {
        assertThat(actual.length).isGreaterThanOrEqualTo(expected.length);
        assertSame(Arrays.copyOfRange(actual, actual.length - expected.length, actual.length), expected);
    }
}
