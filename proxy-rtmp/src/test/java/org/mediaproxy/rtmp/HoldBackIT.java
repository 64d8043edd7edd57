package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.Said;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** Publish and play wait until the origin has answered what came before them. */
final class HoldBackIT {

    @ParameterizedTest
    @ValueSource(strings = {"publish", "play"})
    void publishAndPlayAreHeldUntilConnectAndCreateStreamAreAnswered(String command) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = command.equals("publish") ? Client.publisher(proxy, "s") : Client.player(proxy, "s")) {
            OriginConnection connection = origin.next().shake();
            connection.inbox().command("createStream");
            assertIsHeld(proxy, connection, command);
            connection.answerConnect();
            assertIsHeld(proxy, connection, command);
            assertThat(proxy.session().phase()).isEqualTo(Phase.CONNECT);
            connection.answerCreateStream(1);
            connection.inbox().command(command);
            connection.grant(1);
            client.inbox().await(said -> said.name().equals("onStatus"), "the origin's answer");
            assertThat(proxy.session().role()).isEqualTo(StreamRole.valueOf(command.toUpperCase(Locale.ROOT)));
        }
    }

    private static void assertIsHeld(TestProxy proxy, OriginConnection connection, String command) {
        proxy.settle();
        assertThat(connection.inbox().messages()).extracting(Said::name).doesNotContain(command);
    }

    @Test
    void anOriginThatAnswersLateIsWaitedFor() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake();
            late(connection::answerConnect);
            late(() -> connection.answerCreateStream(1));
            late(() -> connection.grant(1));
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
            assertEndsWith(client.inbox().bytes(), origin.next().seenByClient());
            assertThat(proxy.session().role()).isEqualTo(StreamRole.PUBLISH);
        }
    }

    private static void late(Runnable action) {
        CompletableFuture.runAsync(action, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS))
                .join();
    }

    @Test
    void answersMayComeInAnyOrderAndInOnePacket() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().inbox().command("createStream");
            connection
                    .answer("_error", 3, 0) // FCPublish, which some origins do not know
                    .answer("_result", 4, 1)
                    .answer("_result", 2, 0)
                    .answer("_result", 1, 0)
                    .grant(1);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
            assertEndsWith(client.inbox().bytes(), origin.next().seenByClient());
        }
    }

    @Test
    void answersToWhatTheClientAskedWithoutATransactionPassAsTheyAre() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().inbox().command("createStream");
            connection.say(new Wire().result("_result", 0, 0));
            connection.answerConnect().answerCreateStream(1).grant(1);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.shaken(proxy)) {
            client.send(new Wire()
                    .connect("live")
                    .call("releaseStream", 0, "s")
                    .call("FCPublish", 0, "s")
                    .call("createStream", 2)
                    .call(8, 1, "publish", 0, "s", "live"));
            client.inbox().status("NetStream.Publish.Start");
            assertEndsWith(client.inbox().bytes(), origin.next().seenByClient());
        }
    }

    @Test
    void everyCreateStreamIsWaitedFor() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.shaken(proxy)) {
            client.send(new Wire().connect("live").call("createStream", 2).call("createStream", 3));
            client.result(2);
            client.result(3);
            client.send(new Wire().call(8, 2, "play", 0, "s"));
            OriginConnection connection = origin.next().shake();
            connection.answerConnect().answer("_result", 2, 1);
            assertIsHeld(proxy, connection, "play");
            connection.answer("_result", 3, 2).grant(2);
            assertThat(client.inbox().status("NetStream.Play.Start").streamId()).isEqualTo(2);
        }
    }
}
