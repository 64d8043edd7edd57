package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.rtmp.capture.Capture;
import org.mediaproxy.rtmp.capture.Mutation;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.Media;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** What breaks the protocol ends its own session, and no origin hears of it. */
final class BadInputIT {

    private static final String MALFORMED = "client identify malformed";

    private static void assertEnds(String end, byte[] handshake, byte[] bytes) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.connected(proxy)) {
            client.startReading();
            sendAll(client, handshake);
            sendAll(client, bytes);
            assertThat(client.inbox().awaitEnd()).isNotNull();
            proxy.awaitOnlyEnd(end);
            assertThat(origin.accepted()).isZero();
        }
    }

    /** The proxy may close before all is sent. */
    private static void sendAll(Client client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (UncheckedIOException e) {
            assertThat(client.inbox().awaitEnd()).isNotNull();
        }
    }

    private static byte[] handshake() {
        return new Wire().raw(Client.c0c1()).raw(new byte[Client.BLOCK]).bytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 6, 8, 9, 32, 'G', 255})
    void anUnknownOrEncryptedVersionIsMalformed(int version) {
        byte[] c0c1 = Client.c0c1();
        c0c1[0] = (byte) version;
        assertEnds(MALFORMED, c0c1, new byte[0]);
    }

    @Test
    void anHttpRequestIsMalformed() {
        assertEnds(MALFORMED, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), new byte[0]);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of("chunk size 0", new Wire().message(2, 1, 0, 0, new byte[4])),
                Arguments.of("chunk size over 16 MiB", new Wire().message(2, 1, 0, 0, new byte[] {127, 0, 0, 0})),
                Arguments.of("a short chunk size", new Wire().message(2, 1, 0, 0, new byte[3])),
                Arguments.of(
                        "a message over 4 MiB", new Wire().raw(new byte[] {3, 0, 0, 0, 0x40, 0, 1, 20, 0, 0, 0, 0})),
                Arguments.of("64 KiB of commands", commands(64 * 1024)),
                Arguments.of("64 KiB of media", Media.add(new Wire(), 100_000, 0)),
                Arguments.of("publish before connect", new Wire().publish("s")),
                Arguments.of(
                        "play before connect",
                        new Wire().call("createStream", 1).play("s")),
                Arguments.of("a command without a name", new Wire().command(3, 0, amf -> amf.number(1))),
                Arguments.of("more than 64 chunk streams", streams()),
                Arguments.of("objects in objects", new Wire().command(3, 0, amf -> {
                            for (int i = 0; i < 40; i++) {
                                amf.startObject().key("o");
                            }
                        })));
    }

    private static Wire commands(int bytes) {
        Wire wire = new Wire().connect("live");
        for (int i = 0; i * 25 < bytes; i++) {
            wire.call("_checkbw", i + 2);
        }
        return wire;
    }

    private static Wire streams() {
        Wire wire = new Wire();
        for (int i = 0; i < 70; i++) {
            wire.message(3 + i, 9, 1, 0, new byte[1]);
        }
        return wire;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void whatBreaksTheProtocolIsMalformed(String name, Wire wire) {
        assertEnds(MALFORMED, handshake(), wire.bytes());
    }

    @Test
    void aRequestThatNamesNoStreamIsUnsupported() {
        assertEnds(
                "client identify unsupported",
                handshake(),
                new Wire().connect("").call("createStream", 2).play("/").bytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomBytesBehindAHandshakeNeverReachAnOrigin(long seed) {
        byte[] bytes = new byte[200_000];
        new Random(seed).nextBytes(bytes);
        assertEnds(MALFORMED, handshake(), bytes);
    }

    @Test
    void aClientThatDribblesIsTimedOut() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_RTMP_IDENTIFY_TIMEOUT", "400ms"), origin);
                Client client = Client.connected(proxy)) {
            client.startReading();
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                sendAll(client, new byte[] {3});
                return !proxy.ends().isEmpty();
            });
            assertThat(client.inbox().awaitEnd()).isNotNull();
            proxy.awaitOnlyEnd("client identify timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatStopsIsTimedOut(boolean afterHandshake) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_RTMP_IDENTIFY_TIMEOUT", "200ms"), origin);
                Client client = afterHandshake ? Client.shaken(proxy) : Client.connected(proxy)) {
            if (!afterHandshake) {
                client.startReading();
            }
            assertThat(client.inbox().awaitEnd()).isNotNull();
            proxy.awaitOnlyEnd("client identify timeout");
            assertThat(origin.accepted()).isZero();
        }
    }

    @Test
    void aClientThatSendsWithoutWaitingIsNotReadWhileItsOriginIsSilent() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_TRANSPORT", "epoll"), origin);
                Client client = Client.shaken(proxy)) {
            client.send(new Wire().publisher("live", "s"));
            origin.next().startReading();
            // Not read while the origin is silent: the rest waits in the sockets, and nothing ends.
            Thread sending = new Thread(() -> sendAll(client, new byte[20_000_000]));
            sending.start();
            proxy.settle();
            assertThat(proxy.session().hasEnded()).isFalse();
            client.leave(Leaving.RESET);
            assertThat(proxy.awaitOneEnd()).startsWith("client connect ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffmpeg-publish", "gst-rtmp2src-play", "librtmp-publish"})
    void damagedCapturesEndOneWayOrTheOtherAndLeaveNothing(String name) {
        byte[] honest = Capture.client(name).chunks();
        Random random = new Random(11);
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(
                        Map.of("PROXY_RTMP_ANSWER_TIMEOUT", "50ms", "PROXY_NEW_STREAMS_PER_ADDRESS", "1000"), origin)) {
            for (int i = 0; i < 150; i++) {
                try (Client client = Client.shaken(proxy)) {
                    sendAll(client, Mutation.of(honest, random));
                    proxy.settle();
                }
            }
            origin.close(true);
            proxy.awaitIdle();
            assertThat(proxy.ends().values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(150);
        }
    }
}
