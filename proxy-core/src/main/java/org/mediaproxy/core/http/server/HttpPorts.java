package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.http.Jsonp;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.tls.TlsPorts;
import org.mediaproxy.core.transport.TcpListener;
import org.mediaproxy.core.transport.Transport;

/**
 * The HTTP ports of one proxy. Its owner lets modules add routes, then calls {@link #start}, {@link #stopAccepting} and
 * {@link #close} in this order, on the thread that starts or stops the proxy.
 */
public final class HttpPorts implements AutoCloseable {

    /** Requests that were refused unread because they break HTTP or a limit, by port and status. */
    public static final String BAD_REQUESTS = "srs_proxy_http_bad_requests_total";

    private final Transport transport;
    private final Counters counters;
    private final HttpSettings settings;
    private final TlsPorts tls;
    private final Map<HttpPort, PortRoutes> routes = new EnumMap<>(HttpPort.class);
    private final Map<HttpPort, InetSocketAddress> bound = new EnumMap<>(HttpPort.class);
    private final Map<HttpPort, InetSocketAddress> boundTls = new EnumMap<>(HttpPort.class);
    private final List<TcpListener> media = new ArrayList<>();
    private final List<TcpListener> system = new ArrayList<>();
    private final OpenConnections connections = new OpenConnections();
    private final OpenConnections systemConnections = new OpenConnections();

    public HttpPorts(Transport transport, Counters counters, HttpSettings settings, TlsPorts tls) {
        this.transport = transport;
        this.counters = counters;
        this.settings = settings;
        this.tls = tls;
        for (HttpPort port : HttpPort.values()) {
            routes.put(port, new PortRoutes());
        }
    }

    /** The routes of a port; add to them before {@link #start}. */
    public HttpRoutes routes(HttpPort port) {
        return routesOf(port);
    }

    /**
     * Binds every port that has routes; blocks until they are bound. Each of them answers {@code /api/v1/versions} too.
     *
     * @throws java.io.UncheckedIOException if an address cannot be had; then no port stays open
     */
    public void start() {
        try {
            for (HttpPort port : HttpPort.values()) {
                if (!routesOf(port).isEmpty()) {
                    open(port);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open(HttpPort port) {
        PortRoutes served = routesOf(port);
        served.exact(HttpMethod.GET, VersionsEndpoint.PATH, Jsonp.around(new VersionsEndpoint()));
        bound.put(port, listen(port, settings.address(port), Optional.empty()));
        settings.tlsAddress(port).ifPresent(address -> {
            Optional<ServerTls> secured = tls.port(HttpSettings.tlsPort(port));
            if (secured.isEmpty()) {
                throw new IllegalStateException("no certificate for the " + port.label() + " port");
            }
            boundTls.put(port, listen(port, address, secured));
        });
    }

    private InetSocketAddress listen(HttpPort port, HostPort address, Optional<ServerTls> secured) {
        boolean isSystem = port == HttpPort.SYSTEM;
        OpenConnections open = isSystem ? systemConnections : connections;
        TcpListener listener = transport.listen(address, new HttpServer(port, secured, routesOf(port), open, counters));
        (isSystem ? system : media).add(listener);
        return listener.address();
    }

    private PortRoutes routesOf(HttpPort port) {
        return java.util.Objects.requireNonNull(routes.get(port));
    }

    /**
     * Closes the listeners and idle connections; others close after the reply that they wait for. The System API stays
     * until {@link #close}, so that an operator can see what the proxy waits for.
     */
    public void stopAccepting() {
        media.forEach(TcpListener::close);
        connections.drain();
    }

    /** The same for the System API, where another process answers it from now on. */
    public void stopSystem() {
        system.forEach(TcpListener::close);
        systemConnections.drain();
    }

    /** Completes after {@link #stopAccepting}, when the last reply is out. Connections taken over do not count. */
    public CompletionStage<@Nullable Void> drained() {
        return connections.drained();
    }

    /** Closes the listeners and every connection that was not taken over. */
    @Override
    public void close() {
        media.forEach(TcpListener::close);
        system.forEach(TcpListener::close);
        connections.close();
        systemConnections.close();
    }

    /** What was really bound, port 0 resolved; empty before {@link #start}. */
    public Map<HttpPort, InetSocketAddress> bound() {
        return Map.copyOf(bound);
    }

    /** The same of the ports with TLS. */
    public Map<HttpPort, InetSocketAddress> boundTls() {
        return Map.copyOf(boundTls);
    }
}
