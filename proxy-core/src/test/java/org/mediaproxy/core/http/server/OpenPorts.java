package org.mediaproxy.core.http.server;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpExchangeHandler;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.testing.TestCertificate;
import org.mediaproxy.core.tls.TlsPorts;
import org.mediaproxy.core.tls.TlsSettings;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/** HTTP ports on loopback, with a transport of their own. */
final class OpenPorts implements AutoCloseable {

    final Counters counters = new Counters();
    final HttpPorts ports;
    private final Transport transport;

    OpenPorts(Consumer<HttpPorts> routes) {
        this("auto", Map.of(), routes);
    }

    /** A stream port whose every request goes to one handler, on the given kind of transport. */
    static OpenPorts serving(String kind, HttpExchangeHandler handler) {
        return new OpenPorts(
                kind, Map.of(), ports -> ports.routes(HttpPort.STREAM).fallback(handler));
    }

    /** The same ports with TLS beside them. */
    static OpenPorts secured(TestCertificate certificate, Consumer<HttpPorts> routes) {
        return new OpenPorts(
                "auto",
                Map.of(
                        "PROXY_HTTPS_SERVER", "127.0.0.1:0",
                        "PROXY_HTTPS_API", "127.0.0.1:0",
                        "PROXY_HTTPS_SYSTEM_API", "127.0.0.1:0",
                        "PROXY_TLS_CERT_FILE", certificate.file().toString(),
                        "PROXY_TLS_KEY_FILE", certificate.keyFile().toString()),
                routes);
    }

    private OpenPorts(String kind, Map<String, String> more, Consumer<HttpPorts> routes) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "PROXY_THREADS", "2",
                "PROXY_TRANSPORT", kind,
                "PROXY_HTTP_SERVER", "127.0.0.1:0",
                "PROXY_HTTP_API", "127.0.0.1:0",
                "PROXY_SYSTEM_API", "127.0.0.1:0"));
        settings.putAll(more);
        SettingsReader reader = new SettingsReader(Settings.of(settings));
        transport = new Transport(TransportSettings.read(reader), counters);
        ports = new HttpPorts(
                transport, counters, HttpSettings.read(reader), new TlsPorts(TlsSettings.read(reader), counters));
        reader.check();
        routes.accept(ports);
        ports.start();
    }

    InetSocketAddress address(HttpPort port) {
        return Objects.requireNonNull(ports.bound().get(port));
    }

    InetSocketAddress tlsAddress(HttpPort port) {
        return Objects.requireNonNull(ports.boundTls().get(port));
    }

    String url(HttpPort port, String target) {
        return "http://127.0.0.1:" + address(port).getPort() + target;
    }

    /** Client connections that the proxy holds. */
    int connections() {
        return transport.connections();
    }

    @Override
    public void close() {
        ports.close();
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
