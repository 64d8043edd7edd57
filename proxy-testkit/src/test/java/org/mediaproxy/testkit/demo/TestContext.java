package org.mediaproxy.testkit.demo;

import java.util.Map;
import java.util.Optional;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.http.origin.OriginClient;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyStatus;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.tls.TlsPort;
import org.mediaproxy.core.transport.Transport;

/** As much of a proxy as the demo origin may use; what it must not use throws. */
final class TestContext implements ProxyContext, LoadBalancer {

    private final Transport transport;
    private final OriginRegistry registry;
    private final Settings settings;

    TestContext(Transport transport, OriginRegistry registry, Map<String, String> settings) {
        this.transport = transport;
        this.registry = registry;
        this.settings = Settings.of(settings);
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public LoadBalancer loadBalancer() {
        return this;
    }

    @Override
    public OriginRegistry origins() {
        return registry;
    }

    @Override
    public Sessions sessions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StreamRouter router() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StreamUrlResolver streams() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Counters counters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public HttpRoutes http(HttpPort port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OriginClient originClient() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ServerTls> tls(TlsPort port) {
        return Optional.empty();
    }

    @Override
    public byte[] key(String name, int bytes) {
        return new byte[bytes];
    }

    @Override
    public ProxyStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public AffinityStore affinity() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ClusterView cluster() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
