package org.mediaproxy.core.testing;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.http.origin.OriginClient;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.http.server.HttpSettings;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.route.RandomPicker;
import org.mediaproxy.core.route.RouteSettings;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.spi.ProxyStatus;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.takeover.Secrets;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.tls.TlsPort;
import org.mediaproxy.core.tls.TlsPorts;
import org.mediaproxy.core.tls.TlsSettings;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/**
 * One protocol on loopback with real sockets, for tests of that protocol alone: the shared state is a fake, the router
 * is the real one unless the test brings its own.
 */
public final class TestProxy implements ProxyContext, ProxyStatus, AutoCloseable {

    private final Settings settings;
    private final Counters counters = new Counters();
    private final Sessions sessions = new Sessions(counters);
    private final FakeLoadBalancer balancer;
    private final Transport transport;
    private final OriginClient originClient;
    private final HttpPorts http;
    private final StreamRouter router;
    private final StreamUrlResolver streams;
    private final TlsPorts tls;
    private final ProtocolServer server;
    private final Secrets secrets = new Secrets();
    private volatile List<String> troubles = List.of();

    /** Starts the protocol with the real router, beside other proxies that share the state. */
    public TestProxy(ProxyProtocol protocol, Map<String, String> settings, FakeLoadBalancer shared) {
        this(protocol, settings, null, shared);
    }

    /** Starts the protocol with the real router. */
    public TestProxy(ProxyProtocol protocol, Map<String, String> settings) {
        this(protocol, settings, null, new FakeLoadBalancer());
    }

    /**
     * Starts the protocol.
     *
     * @param settings beside those that put everything on loopback
     * @param router instead of the real one
     */
    public TestProxy(ProxyProtocol protocol, Map<String, String> settings, @Nullable StreamRouter router) {
        this(protocol, settings, router, new FakeLoadBalancer());
    }

    private TestProxy(
            ProxyProtocol protocol,
            Map<String, String> settings,
            @Nullable StreamRouter router,
            FakeLoadBalancer balancer) {
        this.balancer = balancer;
        Map<String, String> all = new HashMap<>(Map.of(
                "PROXY_THREADS", "2",
                "PROXY_HTTP_SERVER", "127.0.0.1:0",
                "PROXY_HTTP_API", "127.0.0.1:0",
                "PROXY_SYSTEM_API", "127.0.0.1:0"));
        all.putAll(settings);
        this.settings = Settings.of(all);
        SettingsReader reader = new SettingsReader(this.settings);
        RouteSettings routes = RouteSettings.read(reader);
        transport = new Transport(TransportSettings.read(reader), counters);
        originClient = new OriginClient(transport);
        tls = new TlsPorts(TlsSettings.read(reader), counters);
        http = new HttpPorts(transport, counters, HttpSettings.read(reader), tls);
        reader.check();
        streams = new StreamUrlResolver(routes.vhosts());
        this.router = router != null
                ? router
                : new OriginRouter(balancer, new RandomPicker(), routes, InstantSource.system(), counters, "test");
        server = protocol.newServer(this);
        http.start();
        server.start().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Where an HTTP port listens. */
    public InetSocketAddress address(HttpPort port) {
        return Objects.requireNonNull(http.bound().get(port));
    }

    /** Where an HTTP port with TLS listens. */
    public InetSocketAddress tlsAddress(HttpPort port) {
        return Objects.requireNonNull(http.boundTls().get(port));
    }

    /** Begins to drain the HTTP ports. */
    public void stopAccepting() {
        http.stopAccepting();
    }

    /** A URL on an HTTP port. */
    public String url(HttpPort port, String target) {
        return "http://127.0.0.1:" + address(port).getPort() + target;
    }

    /** The shared state. */
    public FakeLoadBalancer balancer() {
        return balancer;
    }

    /** The running protocol. */
    public ProtocolServer server() {
        return server;
    }

    /** Makes the proxy ready (no trouble) or not. */
    public void troubles(List<String> now) {
        troubles = now;
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
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public StreamRouter router() {
        return router;
    }

    @Override
    public LoadBalancer loadBalancer() {
        return balancer;
    }

    @Override
    public StreamUrlResolver streams() {
        return streams;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public HttpRoutes http(HttpPort port) {
        return http.routes(port);
    }

    @Override
    public OriginClient originClient() {
        return originClient;
    }

    @Override
    public Optional<ServerTls> tls(TlsPort port) {
        return tls.port(port);
    }

    @Override
    public byte[] key(String name, int bytes) {
        return secrets.key(name, bytes);
    }

    @Override
    public ProxyStatus status() {
        return this;
    }

    @Override
    public String id() {
        return "test";
    }

    @Override
    public String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    @Override
    public boolean isReady() {
        return troubles.isEmpty();
    }

    @Override
    public List<String> troubles() {
        return troubles;
    }

    /** Closes the protocol, the ports and the event loops. */
    @Override
    public void close() {
        server.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        http.close();
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
