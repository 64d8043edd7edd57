package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtmp.RelayBytesIT.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.Said;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** An origin that fails before its first answer is replaced, and the client notices nothing. */
final class FailoverIT {

    private static final byte[] SAID = new Wire()
            .connect("live")
            .call("releaseStream", 2, "s")
            .call("FCPublish", 3, "s")
            .call("createStream", 4)
            .publish("s")
            .bytes();

    /** The failures that are known only by the time that passes. */
    private static final Set<String> SILENT = Set.of(
            "says nothing", "sends half a handshake", "shakes hands and says nothing", "answers all but connect");

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("says nothing", ScriptedOrigin.WAITS),
                failure("sends half a handshake", c -> c.send(new byte[1000])),
                failure("shakes hands and says nothing", OriginConnection::shake),
                failure("closes at once", c -> c.leave(Leaving.CLOSE)),
                failure("resets at once", c -> c.leave(Leaving.RESET)),
                failure("ends its side at once", c -> c.leave(Leaving.HALF_CLOSE)),
                failure("answers all but connect", c -> c.shake().answer("_result", 4, 1)),
                failure("speaks HTTP", c -> c.send(
                                "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                        .leave(Leaving.CLOSE)));
    }

    private static Arguments failure(String name, Consumer<OriginConnection> script) {
        return Arguments.of(name, script);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void theNextOriginGetsTheSameReplay(String name, Consumer<OriginConnection> script) {
        try (ScriptedOrigin bad = new ScriptedOrigin(script);
                ScriptedOrigin good = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(TestProxy.SHORT_TIMEOUTS, bad, good);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
            assertThat(client.inbox().messages()).extracting(Said::code).noneMatch(code -> code.endsWith("Failed"));
            OriginConnection connection = good.next();
            assertSame(connection.inbox().bytes(), SAID);
            assertThat(bad.accepted()).isEqualTo(1);
            assertThat(proxy.binding("s")).isEqualTo("origin1-a-1");
            client.leave(Leaving.CLOSE);
            connection.inbox().awaitEnd();
            connection.close();
            proxy.awaitOnlyEnd("client relay closed");
        }
    }

    @Test
    void anOriginThatRefusesTheConnectionIsReplacedAtOnce() {
        try (ScriptedOrigin good = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(ScriptedOrigin.refusing(), ScriptedOrigin.refusing(), good);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Start");
            assertThat(proxy.binding("s")).isEqualTo("origin2-a-1");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aClientWhoseLastOriginFailedIsToldSo(String name, Consumer<OriginConnection> script) {
        try (ScriptedOrigin bad = new ScriptedOrigin(script);
                ScriptedOrigin refusing = ScriptedOrigin.refusing();
                TestProxy proxy = TestProxy.with(TestProxy.SHORT_TIMEOUTS, refusing, bad);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Failed");
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd(SILENT.contains(name) ? "origin route timeout" : "origin route unreachable");
            assertThat(bad.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aProxyThatIsItsOwnOriginDoesNotGoRoundInCircles() {
        try (TestProxy proxy = TestProxy.with()) {
            proxy.becomeItsOwnOrigin();
            try (Client client = Client.publisher(proxy, "s")) {
                client.inbox().status("NetStream.Publish.Failed");
            }
            // The other is the proxy's own connection, which it closed before it said a word.
            proxy.awaitEnds(Map.of("origin route unreachable", 1L, "client identify closed", 1L));
        }
    }

    @Test
    void aPublisherWithoutAnyOriginIsToldSo() {
        try (TestProxy proxy = TestProxy.with();
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Failed");
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("origin route no_origin");
        }
    }

    @Test
    void aLivePublishersStreamIsNotMovedByAPlayersFailedConnect() {
        try (ScriptedOrigin first = new ScriptedOrigin(connection -> {
                    connection.shake().answerConnect().answerCreateStream(1);
                    Said wanted = connection
                            .inbox()
                            .await(
                                    said -> said.name().equals("publish")
                                            || said.name().equals("play"),
                                    "request");
                    assertThat(wanted.name()).isEqualTo("publish");
                    connection.grant(1);
                });
                ScriptedOrigin second = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(TestProxy.SHORT_TIMEOUTS, first, second);
                Client publisher = Client.publisher(proxy, "s")) {
            publisher.inbox().status("NetStream.Publish.Start");
            await().until(() -> proxy.isHeld("s"));
            OriginConnection published = first.next();
            first.close(false);
            try (Client player = Client.player(proxy, "s")) {
                player.inbox().status("NetStream.Play.Failed");
                assertThat(player.inbox().awaitEnd()).isEqualTo("closed");
            }
            assertThat(proxy.binding("s")).isEqualTo("origin0-a-1");
            assertThat(second.accepted()).isZero();
            publisher.send(new Wire().userControl(3, 1));
            published.inbox().await(said -> said.type() == 4, "what the publisher still says");
        }
    }

    @Test
    void aStreamWithoutAPublisherFollowsAPlayerToALiveOrigin() {
        try (ScriptedOrigin first = new ScriptedOrigin(ScriptedOrigin.SERVES);
                ScriptedOrigin second = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(first, second)) {
            try (Client player = Client.player(proxy, "s")) {
                player.inbox().status("NetStream.Play.Start");
            }
            first.close(true);
            try (Client player = Client.player(proxy, "s")) {
                player.inbox().status("NetStream.Play.Start");
                assertThat(proxy.binding("s")).isEqualTo("origin1-a-1");
            }
        }
    }
}
