package org.mediaproxy.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtsp.UdpFixture.agreed;
import static org.mediaproxy.rtsp.UdpFixture.ok;
import static org.mediaproxy.rtsp.UdpFixture.ports;
import static org.mediaproxy.rtsp.UdpFixture.request;
import static org.mediaproxy.rtsp.UdpFixture.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestCertificate;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.rtsp.UdpFixture.SetUp;
import org.mediaproxy.rtsp.UdpFixture.Talk;

/** RTSP with TLS in front, and the plain port beside it. */
final class RtspsIT {

    private static final String INTERLEAVED = "RTP/AVP/TCP;unicast;interleaved=0-1";

    @TempDir
    static Path folder;

    private static SSLContext trusting;
    private static Map<String, String> settings;

    private UdpFixture fixture;

    @BeforeAll
    static void make() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        trusting = TestCertificate.trusting(own);
        settings = Map.of(
                "PROXY_RTSPS_SERVER", "127.0.0.1:0",
                "PROXY_TLS_CERT_FILE", own.file().toString(),
                "PROXY_TLS_KEY_FILE", own.keyFile().toString());
    }

    @BeforeEach
    void open() throws IOException {
        fixture = new UdpFixture(4, settings);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private InetSocketAddress address() {
        return fixture.proxy.server().endpoints().get(1).address();
    }

    private RawConnection client(String... versions) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), address().getPort());
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        return new RawConnection(socket);
    }

    private Talk talk(RawConnection client) throws IOException {
        client.send("DESCRIBE " + UdpFixture.URL + " RTSP/1.0\r\nCSeq: 1\r\n\r\n");
        Talk talk = new Talk(client, fixture.origin.accept());
        talk.atOrigin().readHead();
        talk.answer(ok(1));
        return talk;
    }

    @Test
    void bothPortsAreTold() {
        assertThat(fixture.proxy.server().endpoints()).hasSize(2);
        assertThat(fixture.proxy.server().endpoints().get(1))
                .hasToString("rtsp on rtsps://127.0.0.1:" + address().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPlayerIsRelayedAndTheLastOfItIsAnOrderlyEnd(String version) throws IOException {
        try (Talk talk = talk(client(version))) {
            assertThat(talk.ask(setup(2, "", INTERLEAVED))).isEqualTo(setup(2, "", INTERLEAVED));
            talk.answer(agreed(2, INTERLEAVED));
            String media = "$\0\0\4abcd".repeat(20_000);
            talk.atOrigin().send(media);
            assertThat(talk.client().read(media.length())).isEqualTo(media);
            talk.client().send("$\0\0\1x");
            assertThat(talk.atOrigin().read(5)).isEqualTo("$\0\0\1x");
            talk.atOrigin().send("$\0\0\3end");
            talk.atOrigin().close();
            assertThat(talk.client().readAll()).isEqualTo("$\0\0\3end"); // fails without close_notify
        }
        fixture.awaitEnd("origin relay closed");
    }

    @Test
    void aClientThatLeavesIsAClientThatLeft() throws IOException {
        try (Talk talk = talk(client())) {
            talk.ask(setup(2, "", INTERLEAVED));
            talk.answer(agreed(2, INTERLEAVED));
            talk.client().close();
            assertThat(talk.atOrigin().readAll()).isEmpty();
        }
        fixture.awaitEnd("client relay closed");
    }

    @Test
    void overTlsMediaGoesBesideTheConnectionOnlyWhereItIsEncryptedToo() throws IOException {
        try (Talk talk = talk(client());
                UdpPeer player = UdpPeer.open();
                UdpPeer server = UdpPeer.open()) {
            talk.client().send(setup(2, "", "RTP/AVP;unicast;client_port=" + player.ports()));
            assertThat(talk.client().readHead()).startsWith("RTSP/1.0 461 ");
            String asked = talk.ask(setup(3, "", "RTP/SAVP;unicast;client_port=" + player.ports()));
            String told = talk.answer(agreed(3, "RTP/SAVP;unicast;server_port=" + server.ports()));
            SetUp media = new SetUp(asked, told, ports("server_port", told), ports("client_port", asked));
            UdpPeer.send(server.rtp, media.forOrigin().first(), "media");
            assertThat(UdpPeer.receive(player.rtp)).isEqualTo("media");
            talk.ask(request("TEARDOWN", 4));
            talk.answer(ok(4));
        }
        fixture.awaitAllReleased();
    }

    @Test
    void whatIsNoTlsEndsWithoutAnAnswer() throws IOException {
        try (RawConnection client = RawConnection.to(address())) {
            client.send("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n");
            assertThat(client.readAll()).doesNotContain("RTSP");
        }
        awaitHandshake("not_tls", "none");
        assertThat(fixture.proxy.sessions().open()).isEmpty();
    }

    private void awaitHandshake(String result, String version) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> fixture.proxy
                                .counters()
                                .counter(ServerTls.HANDSHAKES, "port", "rtsps", "result", result, "version", version)
                                .sum()
                        == 1);
    }

    @Test
    void anErrorIsToldOverTlsToo() throws IOException {
        try (RawConnection client = client()) {
            client.send("DESCRIBE rtsp://proxy.example.com/ RTSP/1.0\r\nCSeq: 9\r\n\r\n");
            assertThat(client.readAll()).isEqualTo("RTSP/1.0 404 Not Found\r\nCSeq: 9\r\n\r\n");
        }
    }

    @Test
    void thePlainPortStaysPlain() throws IOException {
        try (Talk talk = fixture.talk()) {
            assertThat(talk.ask(setup(2, "", INTERLEAVED))).isEqualTo(setup(2, "", INTERLEAVED));
        }
    }
}
