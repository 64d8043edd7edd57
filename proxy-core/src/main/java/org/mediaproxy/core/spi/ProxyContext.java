package org.mediaproxy.core.spi;

import java.util.Optional;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.http.origin.OriginClient;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.tls.TlsPort;
import org.mediaproxy.core.transport.Transport;

/** What the proxy gives each of its protocols. Lives as long as the proxy; any thread. */
public interface ProxyContext {

    /** The text of all settings. */
    Settings settings();

    /** Sockets and event loops. */
    Transport transport();

    /** Opens and ends sessions. */
    Sessions sessions();

    /** Finds the origin of a stream. */
    StreamRouter router();

    /** The shared state, for what administers it. */
    LoadBalancer loadBalancer();

    /** The one function that decides a stream's key. */
    StreamUrlResolver streams();

    /** Counters by name. */
    Counters counters();

    /**
     * The routes of one of core's HTTP ports. Add to them in {@link ProxyProtocol#newServer}; a port is opened when it
     * has a route, and two equal routes fail the start.
     */
    HttpRoutes http(HttpPort port);

    /** Asks origins over HTTP. */
    OriginClient originClient();

    /** TLS towards the clients of a port; empty where no certificate is set. */
    Optional<ServerTls> tls(TlsPort port);

    /**
     * A random key that this proxy makes when it is asked for first, and that a process which takes over from it has too.
     * Ask at {@link ProtocolServer#start} or later: before that nothing was taken over yet.
     */
    byte[] key(String name, int bytes);

    /** Who this proxy is, and whether it is ready. */
    ProxyStatus status();
}
