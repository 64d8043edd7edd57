package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.Media;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** An origin's no is the answer: nobody else is asked, and the stream stays where it is bound. */
final class RefusalIT {

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("_error to connect", c -> {
                    c.shake().inbox().command("connect");
                    c.say(error(1));
                }),
                refusal("_error to connect in a large chunk, with a part of the next message", c -> {
                    c.shake().inbox().command("connect");
                    c.say(new Wire().chunkSize(4096)).say(error(1)).say(new Wire().status(1, "error", "More"));
                    c.send(new byte[] {5, 0, 0, 0, 0, 0, 99, 20, 1, 0, 0, 0, 2});
                }),
                refusal("_error to createStream", c -> {
                    c.shake().answerConnect().inbox().command("createStream");
                    c.say(error(4));
                }),
                refusal(
                        "closes after its answer to connect",
                        c -> c.shake().answerConnect().leave(Leaving.CLOSE)),
                refusal(
                        "resets after its answer to connect",
                        c -> c.shake().answerConnect().leave(Leaving.RESET)),
                refusal("never answers createStream", c -> c.shake().answerConnect()));
    }

    private static Arguments refusal(String name, Consumer<OriginConnection> script) {
        return Arguments.of(name, script);
    }

    private static Wire error(double transaction) {
        return new Wire().command(3, 0, amf -> amf.string("_error")
                .number(transaction)
                .nullValue()
                .startObject()
                .key("code")
                .string("NetConnection.Connect.Rejected")
                .endObject());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRefusalBeforePublishIsFinal(String name, Consumer<OriginConnection> script) {
        try (ScriptedOrigin refusing = new ScriptedOrigin(script);
                ScriptedOrigin other = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(TestProxy.SHORT_TIMEOUTS, refusing, other);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.BadName");
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertThat(client.inbox().unreadable()).isNull();
            assertIsFinal(proxy, client, other);
            proxy.awaitOnlyEnd("origin connect refused");
            if (name.startsWith("_error")) {
                assertThat(client.inbox().command("_error").code()).isEqualTo("NetConnection.Connect.Rejected");
            }
        }
    }

    private static void assertIsFinal(TestProxy proxy, Client client, ScriptedOrigin other) {
        client.leave(Leaving.CLOSE);
        proxy.awaitIdle();
        assertThat(other.accepted()).isZero();
        assertThat(proxy.binding("s")).isEqualTo("origin0-a-1");
    }

    @Test
    void anOriginsStatusErrorToPublishPassesAsItIs() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1).inbox().command("publish");
            connection.say(new Wire().status(1, "error", "NetStream.Publish.BadName"));
            connection.leave(Leaving.CLOSE);
        });
        try (origin;
                ScriptedOrigin other = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin, other);
                Client client = Client.publisher(proxy, "s")) {
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(client.inbox().bytes(), origin.next().seenByClient());
            assertIsFinal(proxy, client, other);
            proxy.awaitOnlyEnd("origin relay closed");
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void aCloseWithoutAnAnswerToPublishIsToldAsBadName(Leaving how) {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1).inbox().command("publish");
            connection.say(new Wire().call("onFCPublish", 0).userControl(0, 1).chunkSize(4096));
            connection.leave(how);
        });
        try (origin;
                ScriptedOrigin other = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin, other);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.BadName");
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertIsFinal(proxy, client, other);
            proxy.awaitOnlyEnd("origin relay refused");
            assertThat(proxy.isHeld("s")).isFalse();
        }
    }

    @Test
    void aCloseWithoutAnAnswerToPlayIsToldAsFailed() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1).inbox().command("play");
            connection.leave(Leaving.CLOSE);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Failed");
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("origin relay refused");
        }
    }

    @Test
    void aPublisherInFullFlowReadsWhyItWasRefused() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1).inbox().command("publish");
            connection.leave(Leaving.CLOSE);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.upToCreateStream(proxy, "s")) {
            client.send(Media.add(new Wire().publish("s"), 700_000, 0));
            client.inbox().status("NetStream.Publish.BadName");
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
        }
    }

    @Test
    void aCommandWithoutANameBehindThePublishPassesAndLeaksNothing() {
        byte[] nameless = new Wire().command(3, 0, amf -> amf.number(7)).bytes();
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1).inbox().command("play");
            connection.say(new Wire().raw(nameless));
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.shaken(proxy)) {
            client.send(new Wire().player("live", "s"));
            OriginConnection connection = origin.next();
            connection.inbox().command("play");
            await().untilAsserted(() -> {
                proxy.settle();
                assertEndsWith(client.inbox().bytes(), nameless);
            });
        }
    }
}
