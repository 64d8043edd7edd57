package org.mediaproxy.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtsp.UdpFixture.agreed;
import static org.mediaproxy.rtsp.UdpFixture.ok;
import static org.mediaproxy.rtsp.UdpFixture.request;
import static org.mediaproxy.rtsp.UdpFixture.setup;

import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtsp.UdpFixture.SetUp;
import org.mediaproxy.rtsp.UdpFixture.Talk;
import org.mediaproxy.rtsp.udp.UdpPorts;

/** Ports come from the range only, run out without harm to others, and come back however a session ends. */
final class RtspUdpPortsIT {

    private UdpFixture fixture;
    private UdpPeer player;
    private UdpPeer server;

    @BeforeEach
    void open() throws IOException {
        fixture = new UdpFixture(3, Map.of());
        player = UdpPeer.open();
        server = UdpPeer.open();
    }

    @AfterEach
    void close() throws IOException {
        player.close();
        server.close();
        fixture.close();
    }

    private void reopen(int pairs, String idle) throws IOException {
        fixture.close();
        fixture = new UdpFixture(pairs, Map.of("PROXY_RTSP_IDLE_TIMEOUT", idle));
    }

    @Test
    void withoutFreePortsASetupIsRefusedAndTheOthersGoOn() throws IOException {
        try (Talk first = fixture.talk();
                Talk second = fixture.talk()) {
            SetUp media = first.setUp(2, "/trackID=0", player, server);
            String offer = "RTP/AVP;unicast;client_port=" + player.ports();
            second.client().send(setup(2, "", offer));
            assertThat(second.client().readHead()).isEqualTo("RTSP/1.0 453 Not Enough Bandwidth\r\nCSeq: 2\r\n\r\n");
            assertThat(fixture.proxy.counters().sum(UdpPorts.EXHAUSTED)).isEqualTo(1);
            assertThat(fixture.held()).isEqualTo(2);
            UdpPeer.send(server.rtp, media.forOrigin().first(), "media");
            assertThat(UdpPeer.receive(player.rtp)).isEqualTo("media");
            assertThat(second.ask(setup(3, "", offer + ",RTP/AVP/TCP;interleaved=0-1")))
                    .contains("Transport: RTP/AVP/TCP;interleaved=0-1\r\n");
            first.ask(request("TEARDOWN", 3));
            first.answer(ok(3));
            assertThat(second.ask(setup(4, "", offer))).contains("client_port=");
        }
        fixture.awaitAllReleased();
    }

    @Test
    void aPortThatAnotherProgramHasIsPassedOver() throws IOException {
        try (DatagramSocket other = new DatagramSocket(fixture.range.first() + 1);
                Talk talk = fixture.talk()) {
            SetUp media = talk.setUp(2, "", player, server);
            assertThat(media.forClient().first()).isNotEqualTo(other.getLocalPort() - 1);
            assertThat(media.forOrigin().first()).isNotEqualTo(other.getLocalPort() - 1);
            assertThat(fixture.held()).isEqualTo(2);
        }
        fixture.awaitAllReleased();
    }

    @Test
    void teardownGivesPortsBackAndTheConnectionMaySetUpAnew() throws IOException {
        try (Talk talk = fixture.talk()) {
            talk.setUp(2, "/trackID=0", player, server);
            talk.ask(request("TEARDOWN", 3));
            assertThat(talk.answer(ok(3))).isEqualTo(ok(3));
            fixture.awaitAllReleased();
            SetUp again = talk.setUp(4, "/trackID=0", player, server);
            UdpPeer.send(server.rtp, again.forOrigin().first(), "media");
            assertThat(UdpPeer.receive(player.rtp)).isEqualTo("media");
        }
    }

    @Test
    void aTeardownOfOneOfSeveralTracksLeavesTheOther() throws IOException {
        reopen(4, "60s");
        try (Talk talk = fixture.talk();
                UdpPeer sound = UdpPeer.open()) {
            talk.setUp(2, "/trackID=0", player, server);
            talk.setUp(3, "/trackID=1", sound, server);
            assertThat(fixture.held()).isEqualTo(4);
            talk.ask(request("TEARDOWN", 4).replace(UdpFixture.URL, UdpFixture.URL + "/trackID=1"));
            talk.answer(ok(4));
            assertThat(fixture.held()).isEqualTo(2);
            talk.ask(request("TEARDOWN", 5));
            talk.answer(ok(5));
            fixture.awaitAllReleased();
        }
    }

    @Test
    void aRefusedTeardownChangesNothing() throws IOException {
        try (Talk talk = fixture.talk()) {
            SetUp media = talk.setUp(2, "", player, server);
            talk.ask(request("TEARDOWN", 3));
            talk.answer("RTSP/1.0 454 Session Not Found\r\nCSeq: 3\r\n\r\n");
            UdpPeer.send(server.rtp, media.forOrigin().first(), "media");
            assertThat(UdpPeer.receive(player.rtp)).isEqualTo("media");
        }
    }

    @Test
    void aClientThatClosesItsConnectionEndsTheSession() throws IOException {
        try (Talk talk = fixture.talk()) {
            talk.setUp(2, "", player, server);
            talk.client().close();
            assertThat(talk.atOrigin().readAll()).isEmpty();
        }
        fixture.awaitEnd("client relay closed");
        fixture.awaitAllReleased();
    }

    @Test
    void anOriginThatClosesItsConnectionEndsTheSession() throws IOException {
        try (Talk talk = fixture.talk()) {
            talk.setUp(2, "", player, server);
            talk.atOrigin().close();
            assertThat(talk.client().readAll()).isEmpty();
        }
        fixture.awaitEnd("origin relay closed");
        fixture.awaitAllReleased();
    }

    @Test
    void aClientThatVanishesWithoutAWordIsGivenUp() throws IOException {
        reopen(2, "400ms");
        try (Talk talk = fixture.talk()) {
            SetUp media = talk.setUp(2, "", player, server);
            UdpPeer.send(server.rtp, media.forOrigin().first(), "what the origin sends is no sign of life");
            fixture.awaitEnd("client relay timeout");
            fixture.awaitAllReleased();
        }
    }

    @Test
    void aClientThatReportsNowAndThenIsThere() throws IOException {
        reopen(2, "1s");
        try (Talk talk = fixture.talk()) {
            SetUp media = talk.setUp(2, "", player, server);
            overSomeTime(100, cseq -> {
                UdpPeer.send(player.rtcp, media.forClient().last(), "report");
                UdpPeer.receive(server.rtcp);
            });
        }
    }

    @Test
    void aClientThatAsksAsOftenAsItsOriginWantsIsThere() throws IOException {
        reopen(2, "400ms");
        try (Talk talk = fixture.talk()) {
            talk.ask(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            talk.answer(patient(2));
            overSomeTime(700, cseq -> {
                talk.ask(request("OPTIONS", cseq));
                talk.answer(ok(cseq));
            });
        }
    }

    /** An origin's consent that lets a client be silent for two seconds. */
    private String patient(int cseq) {
        return agreed(cseq, "RTP/AVP;unicast;server_port=" + server.ports())
                .replace("Session: 7", "Session: 7;timeout=2");
    }

    /** A sign of life, by the number of a request that may be it. */
    private interface SignOfLife {
        void give(int cseq) throws IOException;
    }

    /** Gives signs, that many milliseconds apart, for longer than silence may last. */
    private void overSomeTime(int pause, SignOfLife sign) throws IOException {
        long until = System.nanoTime() + Duration.ofMillis(2500).toNanos();
        for (int cseq = 3; System.nanoTime() < until; cseq++) {
            sign.give(cseq);
            await().pollDelay(Duration.ofMillis(pause)).until(() -> true);
        }
        assertThat(fixture.proxy.sessions().open()).hasSize(1);
    }

    @Test
    void anOriginsLongerTimeoutIsTheClients() throws IOException {
        reopen(2, "400ms");
        try (Talk talk = fixture.talk()) {
            String asked = talk.ask(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            assertThat(asked).contains("client_port=");
            talk.answer(patient(2));
            long begin = System.nanoTime();
            fixture.awaitEnd("client relay timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1500));
        }
        fixture.awaitAllReleased();
    }

    @Test
    void aProxyThatStopsGivesAllPortsBack() throws IOException {
        try (Talk talk = fixture.talk();
                Talk pending = fixture.talk()) {
            talk.setUp(2, "", player, server);
            pending.client().send(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            fixture.proxy.server().drain();
            assertThat(fixture.held()).isEqualTo(2);
            fixture.proxy.server().close().toCompletableFuture().join();
            assertThat(talk.client().readAll()).isEmpty();
        }
        fixture.awaitAllReleased();
    }

    @Test
    void aSessionWhoseStreamHasMovedAwayIsClosedAndGivesItsPortsBack() throws IOException {
        try (Talk talk = fixture.talk()) {
            talk.setUp(2, "", player, server);
            fixture.proxy.sessions().open().forEach(session -> session.endSoon(Side.PROXY, Cause.REBOUND, "elsewhere"));
            assertThat(talk.client().readAll()).isEmpty();
            fixture.awaitEnd("proxy relay rebound");
        }
        fixture.awaitAllReleased();
    }

    @Test
    void aSessionThatSetsUpWithoutEndIsEnded() throws IOException {
        try (Talk talk = fixture.talk()) {
            int cseq = 2;
            for (; cseq < 258; cseq++) {
                talk.ask(setup(cseq, "", "RTP/AVP;unicast;client_port=" + player.ports()));
                talk.answer("RTSP/1.0 404 Not Found\r\nCSeq: " + cseq + "\r\n\r\n");
            }
            talk.client().send(setup(cseq, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            assertThat(talk.client().readAll()).startsWith("RTSP/1.0 400 ");
        }
        fixture.awaitAllReleased();
    }
}
