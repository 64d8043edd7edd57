package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.Media;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** A side that has ended its output still gets all of the other's. */
final class HalfCloseIT {

    private static final Wire MEDIA = Media.add(new Wire(), 8 * 1024 * 1024, 0);

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aPlayerThatEndedItsOutputGetsMoreThanItsSocketHolds(String transport) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_TRANSPORT", transport), origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Start");
            client.leave(Leaving.HALF_CLOSE);
            OriginConnection connection = origin.next();
            assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
            connection.say(MEDIA);
            connection.leave(Leaving.CLOSE);
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(client.inbox().bytes(), connection.seenByClient());
            proxy.awaitOnlyEnd("client relay closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aPublisherThatEndedWhileTheOriginWasBusyIsHeardToTheEndAndGetsTheReply(String transport) throws Exception {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1).grant(1);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(Map.of("PROXY_TRANSPORT", transport), origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
            OriginConnection connection = origin.next();
            int before = connection.inbox().length();
            connection.inbox().pause(true);
            Thread sending = new Thread(() -> client.send(MEDIA).leave(Leaving.HALF_CLOSE));
            sending.start();
            sending.join(2_000); // all of it is in the buffers on the way, or it is stuck
            proxy.settle();
            connection.inbox().pause(false);
            assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
            assertThat(connection.inbox().length() - before).isEqualTo(MEDIA.bytes().length);
            connection.say(MEDIA);
            connection.leave(Leaving.CLOSE);
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(client.inbox().bytes(), connection.seenByClient());
            proxy.awaitOnlyEnd("client relay closed");
        }
    }
}
