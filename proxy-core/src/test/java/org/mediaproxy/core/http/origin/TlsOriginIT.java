package org.mediaproxy.core.http.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestCertificate;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/** HTTP to an origin that registered an endpoint with https. */
final class TlsOriginIT {

    @TempDir
    Path folder;

    private static Transport transport(Path authorities) {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of(
                "PROXY_THREADS",
                "1",
                "PROXY_ORIGIN_TIMEOUT",
                "10s",
                "PROXY_ORIGIN_TLS_CA_FILE",
                authorities.toString())));
        TransportSettings settings = TransportSettings.read(reader);
        reader.check();
        return new Transport(settings, new Counters());
    }

    private static Heard ask(Transport transport, OriginClient client, int port) {
        EventLoop loop = transport.nextLoop();
        Heard heard = new Heard();
        OriginEndpoint endpoint = OriginEndpoint.parse("https://:" + port, OriginService.HTTP, "127.0.0.1");
        CompletableFuture.runAsync(
                        () -> client.fetch(
                                loop, endpoint, ClientFixture.request("GET", ""), heard, ClientFixture.PATIENT),
                        loop)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        return heard;
    }

    private static ServerSocket listen(TestCertificate certificate) throws Exception {
        return certificate
                .serving()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @Test
    void requestsAreEncryptedAndTheConnectionIsKeptForTheNext() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        try (Transport transport = transport(own.file());
                ServerSocket origin = listen(own)) {
            OriginClient client = new OriginClient(transport);
            Heard first = ask(transport, client, origin.getLocalPort());
            try (RawConnection connection = new RawConnection(origin.accept())) {
                ClientFixture.answer(connection, "first");
                assertThat(first.outcome()).isEqualTo("end");
                Heard second = ask(transport, client, origin.getLocalPort());
                ClientFixture.answer(connection, "x".repeat(100_000));
                assertThat(second.outcome()).isEqualTo("end");
            }
        }
    }

    @Test
    void anOriginWithACertificateOfSomebodyElseCannotBeReached() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        TestCertificate other = TestCertificate.make(folder, "other", "EC");
        try (Transport transport = transport(own.file());
                ServerSocket origin = listen(other)) {
            Heard heard = ask(transport, new OriginClient(transport), origin.getLocalPort());
            CompletableFuture.runAsync(() -> shakeHands(origin));
            assertThat(heard.outcome()).isEqualTo(OriginFailure.UNREACHABLE.label());
        }
    }

    private static void shakeHands(ServerSocket origin) {
        try (java.net.Socket socket = origin.accept()) {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException e) {
            return; // refused, as it should be
        }
    }
}
