package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;
import static org.mediaproxy.rtmp.RelayBytesIT.assertSame;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** Commands and answers may come cut anywhere. */
final class CutCommandsIT {

    private static final byte[] COMMANDS =
            new Wire().publisher("live", "s").userControl(3, 1).bytes();

    @Test
    void aClientsCommandsMayBeCutAtEveryByte() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin)) {
            for (int cut = 1; cut < COMMANDS.length; cut++) {
                try (Client client = Client.shaken(proxy)) {
                    client.send(COMMANDS, 0, cut);
                    proxy.settle();
                    client.send(COMMANDS, cut, COMMANDS.length);
                    leaveAfterStart(client, origin.next());
                }
            }
            proxy.awaitEnds(Map.of("client relay closed", COMMANDS.length - 1L));
        }
    }

    @Test
    void aClientMayBeginWithItsHandshakeAndCommandsInSingleBytes() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.connected(proxy)) {
            for (byte single : Client.c0c1()) {
                client.send(new byte[] {single});
            }
            client.finishHandshake();
            for (byte single : COMMANDS) {
                client.send(new byte[] {single});
                proxy.settle();
            }
            leaveAfterStart(client, origin.next());
        }
    }

    @Test
    void aClientMaySendHandshakeAndCommandsWithoutWaitingForAnything() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.connected(proxy)) {
            client.send(
                    new Wire().raw(Client.c0c1()).raw(new byte[Client.BLOCK]).raw(COMMANDS));
            client.read(1 + 2 * Client.BLOCK);
            client.startReading();
            leaveAfterStart(client, origin.next());
        }
    }

    @Test
    void anOriginsAnswersMayBeCutAtEveryByte() {
        byte[] answers = answers();
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin)) {
            for (int cut = 1; cut < answers.length; cut++) {
                try (Client client = Client.player(proxy, "s")) {
                    OriginConnection connection = origin.next().shake();
                    connection.inbox().command("createStream");
                    connection.send(answers, 0, cut);
                    proxy.settle();
                    connection.send(answers, cut, answers.length);
                    connection.grant(1);
                    client.inbox().status("NetStream.Play.Start");
                    assertEndsWith(client.inbox().bytes(), seen(connection));
                    client.leave(Leaving.CLOSE);
                    connection.inbox().awaitEnd();
                    connection.close();
                }
            }
            proxy.awaitEnds(Map.of("client relay closed", answers.length - 1L));
        }
    }

    private static byte[] answers() {
        return new Wire()
                .result("_result", 1, 0)
                .result("_result", 2, 1)
                .userControl(0, 1)
                .bytes();
    }

    private static byte[] seen(OriginConnection connection) {
        return new Wire()
                .result("_result", 1_000_000_001, 0)
                .result("_result", 1_000_000_002, 1)
                .userControl(0, 1)
                .raw(connection.seenByClient())
                .bytes();
    }

    private static void leaveAfterStart(Client client, OriginConnection connection) {
        client.inbox().status("NetStream.Publish.Start");
        assertSame(connection.inbox().awaitBytes(COMMANDS.length), COMMANDS);
        assertEndsWith(client.inbox().bytes(), connection.seenByClient());
        client.leave(Leaving.CLOSE);
        assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
        connection.close();
    }
}
