package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.testing.TestCertificate;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.Media;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** RTMP with TLS in front of the proxy, and behind it. */
final class RtmpsIT {

    private static final Wire MEDIA = Media.add(new Wire().inChunksOf(4096), 3 * 1024 * 1024, 0);

    @TempDir
    static Path folder;

    private static TestCertificate own;
    private static TestCertificate stranger;
    private static SSLContext trusting;

    @BeforeAll
    static void make() throws Exception {
        own = TestCertificate.make(folder, "own", "EC");
        stranger = TestCertificate.makeFor(folder, "stranger", "EC", "san=dns:stranger.example");
        trusting = TestCertificate.trusting(own);
    }

    private static TestProxy proxy(Map<String, String> more, ScriptedOrigin... origins) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PROXY_RTMPS_SERVER", "127.0.0.1:0");
        settings.put("PROXY_TLS_CERT_FILE", own.file().toString());
        settings.put("PROXY_TLS_KEY_FILE", own.keyFile().toString());
        return TestProxy.with(settings, origins);
    }

    private static ScriptedOrigin tlsOrigin(TestCertificate certificate, Consumer<OriginConnection> script)
            throws Exception {
        return new ScriptedOrigin(script, certificate.serving().getServerSocketFactory());
    }

    private static Map<String, String> trustingOrigin(TestCertificate certificate) {
        return Map.of("PROXY_ORIGIN_TLS_CA_FILE", certificate.file().toString(), "PROXY_ORIGIN_TIMEOUT", "5s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPublisherIsRelayedToItsLastByte(String version) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(Map.of(), origin);
                Client client = Client.publisherOverTls(Client.connected(proxy, trusting, version), "s")) {
            client.inbox().status("NetStream.Publish.Start");
            client.send(MEDIA).leave(Leaving.CLOSE);
            OriginConnection connection = origin.next();
            assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
            assertEndsWith(connection.inbox().bytes(), MEDIA.bytes());
            connection.close();
            proxy.awaitOnlyEnd("client relay closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPlayerGetsAllOfItAndAnOrderlyEnd(String version) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(Map.of(), origin);
                Client client = Client.playerOverTls(Client.connected(proxy, trusting, version), "s")) {
            client.inbox().status("NetStream.Play.Start");
            OriginConnection connection = origin.next();
            connection.say(MEDIA);
            connection.leave(Leaving.CLOSE);
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed"); // a reset without close_notify
            assertEndsWith(client.inbox().bytes(), connection.seenByClient());
            client.leave(Leaving.CLOSE);
            proxy.awaitOnlyEnd("origin relay closed");
        }
    }

    @Test
    void aPlayerThatReadsNothingHoldsItsOriginBack() throws Exception {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(Map.of(), origin);
                Client client = Client.playerOverTls(Client.connected(proxy, trusting, "TLSv1.3"), "s")) {
            client.inbox().status("NetStream.Play.Start");
            OriginConnection connection = origin.next();
            client.inbox().pause(true);
            Wire much = Media.add(new Wire().inChunksOf(65_536), 64 * 1024 * 1024, 0);
            Thread sending = new Thread(() -> connection.say(much));
            sending.setDaemon(true);
            sending.start();
            sending.join(2_000);
            assertThat(sending.isAlive()).isTrue();
            assertThat(proxy.session().sent().get()).isLessThan(32L * 1024 * 1024);
            client.inbox().pause(false);
            sending.join(30_000);
            assertThat(sending.isAlive()).isFalse();
        }
    }

    @Test
    void aConnectionThatIsCutWithinTheMediaIsNoBug() throws Exception {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(Map.of(), origin);
                Socket raw = new Socket(InetAddress.getLoopbackAddress(), proxy.tlsPort());
                Client client = Client.publisherOverTls(Client.over(raw, trusting), "s")) {
            client.inbox().status("NetStream.Publish.Start");
            raw.getOutputStream()
                    .write("this is no record of TLS".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            OriginConnection connection = origin.next();
            assertThat(connection.inbox().awaitEnd()).isEqualTo("closed");
            proxy.awaitOnlyEnd("client relay reset");
        }
    }

    @Test
    void plainRtmpIsNotServedOnThePortWithTls() throws IOException {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(Map.of(), origin);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.tlsPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(Client.c0c1());
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(Client.BLOCK);
            proxy.awaitIdle();
            assertThat(proxy.ends()).isEmpty();
        }
    }

    @Test
    void anOriginMaySpeakTls() throws Exception {
        try (ScriptedOrigin origin = tlsOrigin(own, ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(trustingOrigin(own), origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
            client.send(MEDIA).leave(Leaving.HALF_CLOSE);
            OriginConnection connection = origin.next();
            assertThat(connection.inbox().awaitEnd()).isEqualTo("closed"); // told by close_notify
            assertEndsWith(connection.inbox().bytes(), MEDIA.bytes());
            connection.close();
            assertThat(client.inbox().awaitEnd()).isEqualTo("closed");
            proxy.awaitOnlyEnd("client relay closed");
        }
    }

    @Test
    void anOriginWithAnotherCertificateIsNotUsedAndTheNextIs() throws Exception {
        try (ScriptedOrigin impostor = tlsOrigin(stranger, ScriptedOrigin.SERVES);
                ScriptedOrigin origin = tlsOrigin(own, ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(trustingOrigin(own), impostor, origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Start");
            assertThat(proxy.binding("s")).isEqualTo("origin1-a-1");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefusedUnlessThatIsTheNameToCheck() throws Exception {
        try (ScriptedOrigin origin = tlsOrigin(stranger, ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(trustingOrigin(stranger), origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Failed");
        }
        Map<String, String> named = new HashMap<>(trustingOrigin(stranger));
        named.put("PROXY_ORIGIN_TLS_SERVER_NAME", "stranger.example");
        assertPlays(named);
        assertPlays(Map.of("PROXY_ORIGIN_TLS_VERIFY", "off"));
    }

    private static void assertPlays(Map<String, String> settings) throws Exception {
        try (ScriptedOrigin origin = tlsOrigin(stranger, ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(settings, origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Start");
        }
    }

    @Test
    void anOriginThatIsPlainAfterAllIsLikeOneThatCannotBeReached() throws Exception {
        try (ScriptedOrigin plain = ScriptedOrigin.plainButRegisteredWithTls();
                ScriptedOrigin origin = tlsOrigin(own, ScriptedOrigin.SERVES);
                TestProxy proxy = proxy(trustingOrigin(own), plain, origin);
                Client client = Client.player(proxy, "s")) {
            client.inbox().status("NetStream.Play.Start");
            assertThat(proxy.binding("s")).isEqualTo("origin1-a-1");
        }
    }
}
