package org.mediaproxy.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.http.origin.OriginClient;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyStatus;
import org.mediaproxy.core.spi.StreamRouter;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.takeover.Secrets;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.tls.TlsPort;
import org.mediaproxy.core.tls.TlsPorts;
import org.mediaproxy.core.transport.Transport;

/** What the protocols of one proxy share, and the proxy's own state. */
final class RunningContext implements ProxyContext, ProxyStatus {

    private final String id;
    private final Settings settings;
    private final Transport transport;
    private final Sessions sessions;
    private final StreamRouter router;
    private final LoadBalancer loadBalancer;
    private final StreamUrlResolver streams;
    private final Counters counters;
    private final HttpPorts http;
    private final OriginClient originClient;
    private final TlsPorts tls;
    private final Secrets secrets = new Secrets();
    private volatile String trouble = "not started";

    RunningContext(
            String id,
            Settings settings,
            Transport transport,
            Sessions sessions,
            StreamRouter router,
            LoadBalancer loadBalancer,
            StreamUrlResolver streams,
            Counters counters,
            HttpPorts http,
            TlsPorts tls) {
        this.id = id;
        this.settings = settings;
        this.transport = transport;
        this.sessions = sessions;
        this.router = router;
        this.loadBalancer = loadBalancer;
        this.streams = streams;
        this.counters = counters;
        this.http = http;
        this.tls = tls;
        this.originClient = new OriginClient(transport);
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    /** Why the proxy is not ready; empty if it is. */
    void trouble(String why) {
        trouble = why;
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
        return loadBalancer;
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

    Secrets secrets() {
        return secrets;
    }

    @Override
    public ProxyStatus status() {
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    @Override
    public boolean isReady() {
        return trouble.isEmpty();
    }

    @Override
    public List<String> troubles() {
        String why = trouble;
        List<String> all = new ArrayList<>(loadBalancer.troubles());
        if (!why.isEmpty()) {
            all.add(0, why);
        }
        return List.copyOf(all);
    }
}
