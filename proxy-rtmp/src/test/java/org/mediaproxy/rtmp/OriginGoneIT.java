package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/** An origin that leaves during the relay, or breaks the protocol; {@link FailoverIT} has what comes before. */
final class OriginGoneIT {

    static Stream<Arguments> departures() {
        return Stream.of(Leaving.values())
                .flatMap(how -> Stream.of("epoll", "nio").map(kind -> Arguments.of(how, kind)));
    }

    @ParameterizedTest
    @MethodSource("departures")
    void anOriginMayLeaveAPublisher(Leaving how, String transport) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_TRANSPORT", transport), origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
            OriginConnection connection = origin.next();
            connection.leave(how);
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd(how == Leaving.RESET ? "origin relay reset" : "origin relay closed");
            if (how == Leaving.HALF_CLOSE) {
                assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
            }
        }
    }

    @Test
    void aSlowPlayerGetsAllThatAnOriginSaidBeforeItLeft() {
        Wire media = Media.add(new Wire(), 3_000_000, 0);
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Start");
            OriginConnection connection = origin.next();
            client.inbox().pause(true);
            connection.say(media);
            connection.leave(Leaving.CLOSE);
            proxy.settle();
            await().pollDelay(6, TimeUnit.SECONDS).until(() -> true); // longer than LastWords waits
            client.inbox().pause(false);
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(client.inbox().bytes(), connection.seenByClient());
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("origin relay closed");
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void bothSidesMayLeaveAtOnce(Leaving how) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
            origin.next().leave(how);
            client.leave(how);
            assertThat(proxy.awaitOneEnd()).contains(" relay ");
        }
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of("chunk size 0", new Wire().message(2, 1, 0, 0, new byte[4])),
                Arguments.of("a message of 16 MB", new Wire().raw(new byte[] {3, 0, 0, 0, -1, -1, -1, 20, 0, 0, 0, 0})),
                Arguments.of("format 3 first", new Wire().raw(new byte[] {(byte) 0xC9})),
                Arguments.of("a command without a name", new Wire().command(3, 0, amf -> amf.number(1))),
                Arguments.of("a quarter of a megabyte before any answer", many()));
    }

    private static Wire many() {
        Wire wire = new Wire();
        for (int i = 0; i < 300; i++) {
            wire.message(4, 9, 1, 0, new byte[1000]);
        }
        return wire;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void anOriginThatBreaksTheProtocolEndsTheSessionAndTheClientIsTold(String name, Wire nonsense) {
        ScriptedOrigin origin =
                new ScriptedOrigin(connection -> connection.shake().send(nonsense));
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Failed");
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            client.leave(Leaving.CLOSE);
            assertThat(origin.next().inbox().awaitEnd()).isNotNull();
            proxy.awaitOnlyEnd("origin connect malformed");
        }
    }

    @Test
    void aProxyThatStopsEndsItsSessionsAsDrained() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client publisher = Client.publisher(proxy, "s");
                Client waiting = Client.shaken(proxy)) {
            publisher.inbox().status("NetStream.Publish.Start");
            proxy.proxy().close();
            assertThat(publisher.inbox().awaitEnd()).isNotNull();
            assertThat(waiting.inbox().awaitEnd()).isNotNull();
            assertThat(origin.next().inbox().awaitEnd()).isNotNull();
            assertThat(proxy.ends().keySet())
                    .containsExactlyInAnyOrderElementsOf(List.of("proxy relay drained", "proxy identify drained"));
        }
    }

    @Test
    void thePublisherWhoseStreamHasAnOlderOneElsewhereIsEndedAndItsPlayersAreToo() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                ScriptedOrigin other = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin, other);
                Client publisher = Client.publisher(proxy, "s")) {
            publisher.inbox().status("NetStream.Publish.Start");
            try (Client player = Client.player(proxy, "s")) {
                player.inbox().status("NetStream.Play.Start");
                proxy.olderPublisherElsewhere("s", "origin1-a-1");
                assertThat(publisher.inbox().awaitEnd()).isEqualTo("closed");
                assertThat(player.inbox().awaitEnd()).isEqualTo("closed");
            }
            publisher.leave(Leaving.CLOSE);
            assertThat(origin.next().inbox().awaitEnd()).isNotNull();
            assertThat(origin.next().inbox().awaitEnd()).isNotNull();
            proxy.awaitEnds(Map.of("proxy relay rebound", 2L));
            assertThat(proxy.binding("s")).isEqualTo("origin1-a-1");
            assertThat(proxy.isHeld("s")).as("the hold is the other one's").isTrue();
        }
    }
}
