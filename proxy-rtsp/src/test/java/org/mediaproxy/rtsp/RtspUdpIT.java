package org.mediaproxy.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtsp.UdpFixture.agreed;
import static org.mediaproxy.rtsp.UdpFixture.ok;
import static org.mediaproxy.rtsp.UdpFixture.ports;
import static org.mediaproxy.rtsp.UdpFixture.request;
import static org.mediaproxy.rtsp.UdpFixture.setup;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.rtsp.UdpFixture.SetUp;
import org.mediaproxy.rtsp.UdpFixture.Talk;

/** Media beside the connection: what either side is told, and what passes. */
final class RtspUdpIT {

    private UdpFixture fixture;
    private UdpPeer player;
    private UdpPeer server;

    @BeforeEach
    void open() throws IOException {
        fixture = new UdpFixture(40, Map.of());
        player = UdpPeer.open();
        server = UdpPeer.open();
    }

    @AfterEach
    void close() throws IOException {
        player.close();
        server.close();
        fixture.close();
    }

    @Test
    void eachSideIsToldOfThePortsOfTheProxyAndMediaPassesBetweenThem() throws IOException {
        try (Talk talk = fixture.talk()) {
            SetUp media = talk.setUp(2, "/trackID=0", player, server);
            assertThat(media.asked())
                    .isEqualTo(setup(2, "/trackID=0", "RTP/AVP;unicast;client_port=" + media.forOrigin()));
            assertThat(media.told())
                    .isEqualTo(agreed(
                            2,
                            "RTP/AVP;unicast;client_port=" + player.ports() + ";server_port=" + media.forClient()
                                    + ";ssrc=1234"));
            assertThat(talk.ask(request("PLAY", 3))).isEqualTo(request("PLAY", 3));
            assertThat(talk.answer(ok(3))).isEqualTo(ok(3));
            assertPasses(media, player, server);
        }
    }

    private void assertPasses(SetUp media, UdpPeer client, UdpPeer atOrigin) throws IOException {
        for (int first : new int[] {media.forClient().first(), media.forOrigin().first()}) {
            assertThat(first).isEven().isBetween(fixture.range.first(), fixture.range.last());
        }
        UdpPeer.send(atOrigin.rtp, media.forOrigin().first(), "media");
        assertThat(UdpPeer.receive(client.rtp)).isEqualTo("media");
        UdpPeer.send(atOrigin.rtcp, media.forOrigin().last(), "report");
        assertThat(UdpPeer.receivedFrom(client.rtcp))
                .isEqualTo(media.forClient().last());
        UdpPeer.send(client.rtcp, media.forClient().last(), "heard");
        assertThat(UdpPeer.receive(atOrigin.rtcp)).isEqualTo("heard");
        UdpPeer.send(client.rtp, media.forClient().first(), "dummy");
        assertThat(UdpPeer.receivedFrom(atOrigin.rtp))
                .isEqualTo(media.forOrigin().first());
    }

    @Test
    void aPictureAndASoundHaveTheirOwnPortsAlsoOnceTheFirstPlays() throws IOException {
        try (Talk talk = fixture.talk();
                UdpPeer playerSound = UdpPeer.open();
                UdpPeer serverSound = UdpPeer.open()) {
            SetUp picture = talk.setUp(2, "/trackID=0", player, server);
            talk.ask(request("PLAY", 3));
            talk.answer(ok(3));
            SetUp sound = talk.setUp(4, "/trackID=1", playerSound, serverSound);
            assertPasses(picture, player, server);
            assertPasses(sound, playerSound, serverSound);
            assertThat(fixture.held()).isEqualTo(4);
        }
        fixture.awaitAllReleased();
    }

    @Test
    void aPublisherHoldsItsStreamAndItsMediaReachTheOrigin() throws IOException {
        try (RawConnection client = fixture.client()) {
            client.send("ANNOUNCE " + UdpFixture.URL + " RTSP/1.0\r\nCSeq: 1\r\n\r\n");
            try (Talk talk = new Talk(client, fixture.origin.accept())) {
                talk.atOrigin().readHead();
                talk.answer(ok(1));
                String offer = "RTP/AVP/UDP;unicast;client_port=" + player.ports() + ";mode=record";
                String asked = talk.ask(setup(2, "/streamid=0", offer));
                assertThat(asked).contains("RTP/AVP/UDP;unicast;client_port=").contains(";mode=record\r\n");
                String told = talk.answer(agreed(
                        2,
                        "RTP/AVP;unicast;client_port=" + ports("client_port", asked) + ";server_port=" + server.ports()
                                + ";mode=\"RECORD\""));
                assertThat(told).contains("client_port=" + player.ports()).contains(";mode=\"RECORD\"\r\n");
                talk.ask(request("RECORD", 3));
                talk.answer(ok(3));
                UdpPeer.send(player.rtp, ports("server_port", told).first(), "published");
                assertThat(UdpPeer.receive(server.rtp)).isEqualTo("published");
                Session session = fixture.proxy.sessions().open().iterator().next();
                assertThat(session.role()).isEqualTo(StreamRole.PUBLISH);
                assertThat(session.phase()).isEqualTo(Phase.RELAY);
            }
        }
    }

    @Test
    void aPlayerThatKnowsTheTracksMayBeginWithASetup() throws IOException {
        try (RawConnection client = fixture.client()) {
            client.send(setup(1, "/trackID=0", "RTP/AVP;unicast;client_port=" + player.ports()));
            try (Talk talk = new Talk(client, fixture.origin.accept())) {
                String asked = talk.atOrigin().readHead();
                assertThat(ports("client_port", asked))
                        .isNotEqualTo(ports("client_port", "client_port=" + player.ports()));
                String told = talk.answer(agreed(1, "RTP/AVP;unicast;server_port=" + server.ports()));
                assertThat(told).contains("client_port=" + player.ports());
            }
        }
    }

    @Test
    void addressesThatEitherSideNamesAreLeftOutSinceMediaGoesWhereTheConnectionsGo() throws IOException {
        try (Talk talk = fixture.talk()) {
            String asked = talk.ask(setup(
                    2,
                    "",
                    "RTP/AVP;unicast;destination=192.0.2.1;client_port=" + player.ports() + ";source=192.0.2.2"));
            assertThat(asked).doesNotContain("192.0.2").contains("RTP/AVP;unicast;client_port=");
            String told = talk.answer(
                    agreed(2, "RTP/AVP;unicast;destination=127.0.0.1;source=10.0.0.7;server_port=" + server.ports()));
            assertThat(told).doesNotContain("destination").doesNotContain("source");
        }
    }

    @Test
    void whoIsNotThePeerIsNotHeard() throws IOException {
        try (Talk talk = fixture.talk();
                UdpPeer elsewhere = UdpPeer.open("127.0.0.2");
                UdpPeer neighbour = UdpPeer.open()) {
            SetUp media = talk.setUp(2, "", player, server);
            assertPasses(media, player, server);
            UdpPeer.send(elsewhere.rtp, media.forClient().first(), "not the client's address");
            UdpPeer.send(neighbour.rtp, media.forClient().first(), "not the client's port, which has been heard");
            UdpPeer.send(elsewhere.rtp, media.forOrigin().first(), "not the origin's address");
            UdpPeer.send(neighbour.rtp, media.forOrigin().first(), "not the origin's port");
            assertThat(UdpPeer.isLeftAlone(player.rtp)).isTrue();
            assertThat(UdpPeer.isLeftAlone(server.rtp)).isTrue();
            // The kernel keeps the last two from a socket that is connected to the origin.
            fixture.awaitStrangers(2);
        }
    }

    @Test
    void aClientBehindANatIsHeardAtThePortOfItsFirstDatagram() throws IOException {
        try (Talk talk = fixture.talk();
                UdpPeer translated = UdpPeer.open();
                UdpPeer other = UdpPeer.open()) {
            SetUp media = talk.setUp(2, "", player, server);
            UdpPeer.send(translated.rtp, media.forClient().first(), "hole");
            assertThat(UdpPeer.receive(server.rtp)).isEqualTo("hole");
            UdpPeer.send(other.rtp, media.forClient().first(), "second");
            fixture.awaitStrangers(1);
            UdpPeer.send(server.rtp, media.forOrigin().first(), "media");
            assertThat(UdpPeer.receive(translated.rtp)).isEqualTo("media");
            UdpPeer.send(player.rtp, media.forClient().first(), "here I am");
            assertThat(UdpPeer.receive(server.rtp)).isEqualTo("here I am");
            UdpPeer.send(server.rtp, media.forOrigin().first(), "more");
            assertThat(UdpPeer.receive(player.rtp)).isEqualTo("more");
            UdpPeer.send(translated.rtp, media.forClient().first(), "late");
            fixture.awaitStrangers(2);
        }
    }

    @Test
    void anotherAddressIsNeverTakenForTheClientBehindItsNat() throws IOException {
        try (Talk talk = fixture.talk();
                UdpPeer elsewhere = UdpPeer.open("127.0.0.2")) {
            SetUp media = talk.setUp(2, "", player, server);
            UdpPeer.send(elsewhere.rtp, media.forClient().first(), "me!");
            fixture.awaitStrangers(1);
            assertThat(UdpPeer.isLeftAlone(server.rtp)).isTrue();
            assertPasses(media, player, server);
        }
    }

    @Test
    void aDatagramOfTheOriginBeforeItHasAgreedGoesNowhere() throws IOException {
        try (Talk talk = fixture.talk()) {
            String asked = talk.ask(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            UdpPeer.send(server.rtp, ports("client_port", asked).first(), "early");
            fixture.awaitStrangers(1);
            talk.answer(agreed(2, "RTP/AVP;unicast;server_port=" + server.ports()));
            UdpPeer.send(server.rtp, ports("client_port", asked).first(), "in time");
            assertThat(UdpPeer.receive(player.rtp)).isEqualTo("in time");
        }
    }

    @Test
    void whatTheProxyCannotPassOnIsRefusedAndTheClientGoesOn() throws IOException {
        try (Talk talk = fixture.talk()) {
            int cseq = 2;
            for (String transport : new String[] {
                "RTP/AVP;multicast",
                "RTP/AVP;unicast",
                "RTP/AVP;unicast;client_port=x",
                "RTP/AVP;unicast;client_port=0-1",
                "RTP/AVP;unicast;client_port=65535",
                "RTP/AVP;multicast,RTP/AVP;unicast"
            }) {
                talk.client().send(setup(cseq, "", transport));
                assertThat(talk.client().readHead())
                        .isEqualTo("RTSP/1.0 461 Unsupported Transport\r\nCSeq: " + cseq + "\r\n\r\n");
                cseq++;
            }
            assertThat(fixture.held()).isZero();
            assertPasses(talk.setUp(cseq, "", player, server), player, server);
        }
    }

    @Test
    void ofSeveralTransportsThoseForOnePairOfPortsGoOn() throws IOException {
        try (Talk talk = fixture.talk()) {
            String udp = "RTP/AVPF;unicast;client_port=" + player.ports();
            String asked = talk.ask(setup(
                    2,
                    "",
                    "RTP/AVP;multicast," + udp + "," + udp.replace("AVPF", "AVP")
                            + ",RTP/AVP;unicast;client_port=4000-4001,RTP/AVP/TCP;interleaved=0-1"));
            String ours = "client_port=" + ports("client_port", asked);
            assertThat(asked)
                    .contains("Transport: RTP/AVPF;unicast;" + ours + ",RTP/AVP;unicast;" + ours
                            + ",RTP/AVP/TCP;interleaved=0-1\r\n");
        }
    }

    @Test
    void anOriginThatChoosesTheConnectionOfBothGetsIt() throws IOException {
        try (Talk talk = fixture.talk()) {
            String both = "RTP/AVP;unicast;client_port=" + player.ports() + ",RTP/AVP/TCP;interleaved=0-1";
            talk.ask(setup(2, "", both));
            assertThat(fixture.held()).isEqualTo(2);
            String chosen = agreed(2, "RTP/AVP/TCP;interleaved=0-1");
            assertThat(talk.answer(chosen)).isEqualTo(chosen);
            talk.atOrigin().send("$\0\0\4abcd");
            assertThat(talk.client().read(8)).isEqualTo("$\0\0\4abcd");
            fixture.awaitAllReleased();
        }
    }

    @Test
    void anOriginThatRefusesUdpIsAskedForTcpOnTheSameConnection() throws IOException {
        try (Talk talk = fixture.talk()) {
            talk.ask(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            String no = "RTSP/1.0 461 Unsupported Transport\r\nCSeq: 2\r\n\r\n";
            assertThat(talk.answer(no)).isEqualTo(no);
            fixture.awaitAllReleased();
            String tcp = setup(3, "", "RTP/AVP/TCP;unicast;interleaved=0-1");
            assertThat(talk.ask(tcp)).isEqualTo(tcp);
        }
    }

    @Test
    void onceMediaGoesBesideTheConnectionNoneGoesInside() throws IOException {
        try (Talk talk = fixture.talk()) {
            talk.setUp(2, "/trackID=0", player, server);
            talk.client().send(setup(3, "/trackID=1", "RTP/AVP/TCP;unicast;interleaved=0-1"));
            assertThat(talk.client().readHead()).startsWith("RTSP/1.0 461 ");
            talk.client().send("$\0\0\4abcd");
            assertThat(talk.client().readAll()).isEqualTo("RTSP/1.0 400 Bad Request\r\n\r\n");
            assertThat(talk.atOrigin().readAll()).isEmpty();
        }
        fixture.awaitEnd("client relay malformed");
        fixture.awaitAllReleased();
    }

    @Test
    void anOriginWithoutPortsOfItsOwnOrWithATransportUnaskedForEndsTheSession() throws IOException {
        for (String transport : new String[] {
            "RTP/AVP;unicast", "RTP/AVP;unicast;server_port=0-1", "RTP/AVP;multicast;server_port=4000-4001"
        }) {
            try (Talk talk = fixture.talk()) {
                talk.ask(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
                talk.atOrigin().send(agreed(2, transport));
                assertThat(talk.client().readAll()).startsWith("RTSP/1.0 502 ");
            }
        }
        fixture.awaitEnd("origin connect malformed");
        fixture.awaitAllReleased();
    }

    @Test
    void aTrackThatIsSetUpAgainHasNewPortsAndGivesTheOldOnesBack() throws IOException {
        try (Talk talk = fixture.talk();
                UdpPeer moved = UdpPeer.open()) {
            SetUp first = talk.setUp(2, "/trackID=0", player, server);
            SetUp second = talk.setUp(3, "/trackID=0", moved, server);
            assertThat(second.forClient()).isNotEqualTo(first.forClient());
            assertThat(fixture.held()).isEqualTo(2);
            assertPasses(second, moved, server);
        }
    }

    @Test
    void aSessionThatComesByteByByteIsTheSame() throws IOException {
        try (Talk talk = fixture.talk()) {
            String request = setup(2, "/trackID=0", "RTP/AVP;unicast;client_port=" + player.ports());
            sendByteByByte(talk.client(), request);
            String asked = talk.atOrigin().readHead();
            sendByteByByte(talk.atOrigin(), agreed(2, "RTP/AVP;unicast;server_port=" + server.ports()));
            String told = talk.client().readHead();
            assertPasses(
                    new SetUp(asked, told, ports("server_port", told), ports("client_port", asked)), player, server);
        }
    }

    private static void sendByteByByte(RawConnection connection, String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            connection.send(text.substring(i, i + 1));
        }
    }

    @Test
    void withoutPortsOfItsOwnTheProxyRefusesUdp() throws IOException {
        fixture.close();
        fixture = new UdpFixture(2, Map.of("PROXY_RTSP_UDP_PORTS", "off"));
        try (Talk talk = fixture.talk()) {
            talk.client().send(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            assertThat(talk.client().readHead()).startsWith("RTSP/1.0 461 ");
        }
    }
}
