package org.mediaproxy.core;

import java.util.List;
import org.mediaproxy.core.health.OriginProbe;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.route.CountedAffinityStore;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.route.Rebounds;
import org.mediaproxy.core.route.TimedRouter;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.tls.TlsPorts;
import org.mediaproxy.core.transport.LoopLag;
import org.mediaproxy.core.transport.Transport;

/** What core counts and measures itself, in words. */
final class CoreMetrics {

    static final List<Metric> ALL = List.of(
            Metric.counter(Sessions.OPENED, "Sessions opened.", "protocol"),
            Metric.counter(
                    Sessions.ENDS,
                    "Sessions that ended, with the one reason why.",
                    "protocol",
                    "side",
                    "phase",
                    "cause"),
            Metric.gauge(ProxyGauges.SESSIONS, "Sessions open now.", "protocol", "role"),
            Metric.counter(Relay.BYTES, "Bytes that the relay moved.", "protocol", "direction"),
            Metric.counter(Relay.SPLICED, "Bytes that the relay moved inside the kernel.", "protocol", "direction"),
            Metric.counter(DatagramRelays.PACKETS, "Datagrams that the relay moved.", "protocol", "direction"),
            Metric.counter(DatagramRelays.DROPPED, "Datagrams that were thrown away.", "protocol", "reason"),
            Metric.counter(
                    DatagramRelays.UNSEGMENTED,
                    "Runs of datagrams that the kernel would not cut (UDP segmentation offload).",
                    "protocol"),
            Metric.counter(OriginRouter.ROUTES, "Routing decisions.", "result"),
            Metric.counter(
                    Rebounds.REBOUNDS,
                    "Sessions that the proxy ended because their stream is on another origin.",
                    "role"),
            Metric.counter(OriginProbe.PROBES, "Probes of origins.", "result"),
            Metric.histogram(TimedRouter.TIME, "How long it took to find a session's first origin."),
            Metric.counter(CountedAffinityStore.LOOKUPS, "Look-ups of bindings.", "namespace", "result"),
            Metric.histogram(
                    Transport.CONNECT_TIME,
                    "How long TCP connects to origins took, with the resolution of the name.",
                    "result"),
            Metric.gauge(ProxyGauges.ORIGINS, "Origins whose registration lives.", "state"),
            Metric.gauge(ProxyGauges.ORIGIN_SESSIONS, "Sessions open now that an origin was chosen for.", "state"),
            Metric.gauge(ProxyGauges.BUSIEST_ORIGIN, "Sessions open now of the origin that has most of them here."),
            Metric.gauge(ProxyGauges.CONNECTIONS, "Client TCP connections open now."),
            Metric.gauge(ProxyGauges.CONNECTIONS_LIMIT, "Client TCP connections that may be open at the same time."),
            Metric.counter(Transport.REFUSED, "Client connections closed at once because a limit was reached."),
            Metric.counter(
                    HttpPorts.BAD_REQUESTS,
                    "HTTP requests refused unread because they break HTTP or a limit.",
                    "port",
                    "status"),
            Metric.counter(TlsPorts.RELOADS, "Changes of the TLS files.", "result"),
            Metric.gauge(TlsPorts.EXPIRY, "When each TLS certificate expires, in Unix time.", "port", "certificate"),
            Metric.counter(ServerTls.HANDSHAKES, "TLS handshakes with clients.", "port", "result", "version"),
            Metric.gauge(ProxyGauges.READY, "1 while new sessions are welcome, else 0."),
            Metric.gauge(ProxyGauges.TROUBLES, "Troubles of the load balancer now; 0 if all is well."),
            Metric.gauge(ProxyGauges.LOOPS, "Event loops."),
            Metric.histogram(LoopLag.LAG, "How late event loops ran what was due."),
            Metric.gauge(ProxyGauges.DIRECT_MEMORY, "Direct memory that Netty's allocators hold.", "allocator"),
            Metric.gauge(ProxyGauges.BUILD, "Always 1; what runs here.", "version", "java", "load_balancer"));

    private CoreMetrics() {}
}
