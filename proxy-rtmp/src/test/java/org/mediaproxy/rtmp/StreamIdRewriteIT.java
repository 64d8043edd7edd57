package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;
import static org.mediaproxy.rtmp.RelayBytesIT.assertSame;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.Media;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** An origin that gives another stream id than the client was told. */
final class StreamIdRewriteIT {

    private static final int TOLD = 1;
    private static final int GIVEN = 5;

    private static final byte[] COMMANDS =
            new Wire().connect("live").call("createStream", 2).bytes();

    /** What a player says from play on, with the id it knows. */
    private static byte[] request(int streamId) {
        return new Wire()
                .call(8, streamId, "play", 4, "s")
                .userControl(3, streamId)
                .message(2, RtmpMessage.USER_CONTROL, 0, 0, new byte[] {0, 3, 0, 0, 0, (byte) streamId, 0, 0, 3, 0})
                .message(2, RtmpMessage.USER_CONTROL, 0, 0, new byte[] {0, 7, 0, 0, 0, 1}) // a ping's time, no id
                .message(320, RtmpMessage.DATA_AMF0, streamId, 0, Media.random(300))
                .message(400, RtmpMessage.AUDIO, streamId, 0xFFFFFFF0L, Media.random(300))
                .bytes();
    }

    private static byte[] answer(int streamId) {
        return new Wire()
                .userControl(0, streamId)
                .userControl(31, 5) // no event that holds an id
                .status(streamId, "status", "NetStream.Play.Start")
                .message(6, RtmpMessage.VIDEO, streamId, 0, Media.random(300))
                .message(6, RtmpMessage.VIDEO, streamId, 0x1000000L, Media.random(300))
                .message(2, RtmpMessage.USER_CONTROL, 0, 0, Media.random(100))
                .bytes();
    }

    @Test
    void bothDirectionsAreRewrittenWhereverTheyAreCut() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin)) {
            byte[] request = request(TOLD);
            byte[] answer = answer(GIVEN);
            int cuts = Math.max(request.length, answer.length);
            for (int cut = 1; cut < cuts; cut++) {
                try (Client client = Client.shaken(proxy)) {
                    client.send(COMMANDS);
                    client.result(2);
                    client.send(request, 0, Math.min(cut, request.length));
                    proxy.settle();
                    client.send(request, Math.min(cut, request.length), request.length);
                    exchange(proxy, client, origin.next().shake(), answer, Math.min(cut, answer.length));
                }
            }
            proxy.awaitEnds(Map.of("client relay closed", cuts - 1L));
        }
    }

    private static void exchange(TestProxy proxy, Client client, OriginConnection connection, byte[] answer, int cut) {
        connection.answerConnect().answerCreateStream(GIVEN);
        byte[] said = new Wire().raw(COMMANDS).raw(request(GIVEN)).bytes();
        assertSame(connection.inbox().awaitBytes(said.length), said);
        client.result(1_000_000_002); // the last of what was held
        int before = client.inbox().length();
        connection.send(answer, 0, cut);
        proxy.settle();
        connection.send(answer, cut, answer.length);
        client.inbox().awaitBytes(before + answer.length);
        assertEndsWith(client.inbox().bytes(), answer(TOLD));
        client.leave(Leaving.CLOSE);
        assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
        connection.close();
    }

    @Test
    void everySingleByteMayComeAlone() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.player(proxy, "s")) {
            OriginConnection connection = origin.next().shake();
            connection.answerConnect().answerCreateStream(GIVEN);
            connection.inbox().command("play");
            client.result(1_000_000_002);
            int before = client.inbox().length();
            byte[] answer = answer(GIVEN);
            for (byte single : answer) {
                connection.send(new byte[] {single});
                proxy.settle();
            }
            client.inbox().awaitBytes(before + answer.length);
            assertEndsWith(client.inbox().bytes(), answer(TOLD));
        }
    }

    @Test
    void megabytesOfMediaAreRewrittenBothWays() throws InterruptedException {
        byte[] mine = media(TOLD);
        byte[] given = media(GIVEN);
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            OriginConnection connection = origin.next().shake();
            connection.answerConnect().answerCreateStream(GIVEN);
            connection.inbox().command("publish");
            Thread sending = new Thread(() -> connection.send(given));
            sending.start();
            client.send(mine).leave(Leaving.HALF_CLOSE);
            assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
            sending.join();
            connection.leave(Leaving.CLOSE);
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(connection.inbox().bytes(), given);
            assertEndsWith(client.inbox().bytes(), mine);
        }
    }

    private static byte[] media(int streamId) {
        Wire wire = new Wire().chunkSize(4096);
        for (int i = 0; i < 150; i++) {
            wire.message(4, RtmpMessage.AUDIO, streamId, 0xFFFF00L + i * 40L, Media.random(400));
            wire.message(6, RtmpMessage.VIDEO, streamId, 0xFFFF00L + i * 40L, Media.random(30_000));
        }
        return wire.userControl(1, streamId).bytes();
    }

    @Test
    void aRefusalBehindARewrittenAnswerIsTold() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            OriginConnection connection = origin.next().shake();
            connection.answerConnect();
            byte[] more = new Wire().userControl(0, GIVEN).bytes();
            connection.send(new Wire().result("_result", 4, GIVEN).raw(Arrays.copyOf(more, 7)));
            connection.inbox().command("publish");
            connection.send(more, 7, more.length);
            connection.leave(Leaving.CLOSE);
            assertThat(client.inbox().status("NetStream.Publish.BadName").streamId())
                    .isEqualTo(TOLD);
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("origin relay refused");
        }
    }

    @Test
    void aClientThatBreaksTheProtocolWhileItsIdsAreRewrittenIsMalformed() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.player(proxy, "s")) {
            OriginConnection connection = origin.next().shake();
            connection.answerConnect().answerCreateStream(GIVEN);
            connection.inbox().command("play");
            client.send(new byte[] {(byte) 0xC9}); // format 3 on a chunk stream that has not begun
            assertThat(client.inbox().awaitEnd()).isNotNull();
            assertThat(connection.inbox().awaitEnd()).isNotNull();
            client.leave(Leaving.CLOSE);
            connection.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("client relay malformed");
        }
    }

    @Test
    void aClientThatBreaksTheProtocolBehindItsRequestIsMalformedAndLeaksNothing() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.shaken(proxy)) {
            client.send(new Wire().player("live", "s").raw(new byte[] {(byte) 0xC9, 1, 2, 3}));
            OriginConnection connection = origin.next().shake();
            connection.answerConnect().answerCreateStream(GIVEN);
            assertThat(client.inbox().awaitEnd()).isNotNull();
            assertThat(connection.inbox().awaitEnd()).isNotNull();
            client.leave(Leaving.CLOSE);
            connection.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("client connect malformed");
        }
    }
}
