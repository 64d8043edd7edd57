package org.mediaproxy.core.transport;

import java.time.Duration;
import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.tls.OriginTls;

/**
 * How the proxy meets the network.
 *
 * @param kind epoll, io_uring or NIO
 * @param threads event loops
 * @param splice whether plain TCP goes from socket to socket inside the kernel, where the transport is epoll
 * @param maxConnections accepted TCP connections at the same time, in all
 * @param maxConnectionsPerAddress the same from one client address; 0 is no limit
 * @param haProxyHeader whether TCP listeners expect HAProxy's PROXY header from trusted peers
 * @param trusted the peers in front of the proxy that are believed
 * @param connectTimeout how long an origin may take to accept a connection and to say its first word
 * @param originTls how TLS is spoken to origins
 */
public record TransportSettings(
        String kind,
        int threads,
        boolean splice,
        int maxConnections,
        int maxConnectionsPerAddress,
        boolean haProxyHeader,
        TrustedPeers trusted,
        Duration connectTimeout,
        OriginTls originTls) {

    static final Setting<String> KIND = Setting.choice(
            "PROXY_TRANSPORT",
            "auto",
            List.of("auto", "epoll", "io_uring", "nio"),
            "Socket transport; auto takes epoll where it loads, else NIO.");

    static final Setting<Integer> THREADS =
            Setting.integer("PROXY_THREADS", 0, 0, 1024, "Event loops; 0 is one for each processor.");

    static final Setting<Boolean> SPLICE = Setting.flag(
            "PROXY_SPLICE",
            true,
            "Whether plain TCP media goes from socket to socket inside the kernel, where the transport is epoll.");

    static final Setting<Integer> MAX_CONNECTIONS = Setting.integer(
            "PROXY_MAX_CONNECTIONS",
            0,
            0,
            10_000_000,
            "Client TCP connections at the same time; 0 is what half the process's file descriptors allow.");

    static final Setting<Integer> MAX_PER_ADDRESS = Setting.integer(
            "PROXY_MAX_CONNECTIONS_PER_ADDRESS",
            0,
            0,
            10_000_000,
            "Client TCP connections at the same time from one address; 0 is no limit.");

    static final Setting<Boolean> HAPROXY_HEADER = Setting.flag(
            "PROXY_HAPROXY_HEADER",
            false,
            "Whether connections from PROXY_TRUSTED_PROXIES start with HAProxy's PROXY header, version 1 or 2.");

    static final Setting<List<String>> TRUSTED = Setting.list(
            "PROXY_TRUSTED_PROXIES",
            "addresses and CIDR blocks, separated by commas",
            "",
            "Load balancers in front whose PROXY header and X-Forwarded headers are believed.");

    static final Setting<Duration> CONNECT_TIMEOUT = Setting.duration(
            "PROXY_ORIGIN_TIMEOUT",
            "3s",
            "How long an origin may take to accept a connection and to say its first word, before the next is tried.");

    /** Whether a process with this transport can hand its sockets over to another one. */
    public boolean handsOver() {
        return TransportKind.chosen(kind).handsOver();
    }

    /** All settings of this package. */
    public static final List<Setting<?>> ALL =
            List.of(KIND, THREADS, SPLICE, MAX_CONNECTIONS, MAX_PER_ADDRESS, HAPROXY_HEADER, TRUSTED, CONNECT_TIMEOUT);

    /** Reads them; problems stay with the reader. */
    public static TransportSettings read(SettingsReader reader) {
        String kind = reader.get(KIND);
        if (!TransportKind.chosen(kind).isAvailable()) {
            reader.problem(KIND, "not available on this machine");
        }
        TrustedPeers trusted = TrustedPeers.NONE;
        try {
            trusted = new TrustedPeers(reader.get(TRUSTED));
        } catch (IllegalArgumentException e) {
            reader.problem(TRUSTED, String.valueOf(e.getMessage()));
        }
        boolean header = reader.get(HAPROXY_HEADER);
        if (header && trusted.isEmpty()) {
            reader.problem(HAPROXY_HEADER, "needs " + TRUSTED.name());
        }
        int threads = reader.get(THREADS);
        int max = reader.get(MAX_CONNECTIONS);
        return new TransportSettings(
                kind,
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                reader.get(SPLICE) && TransportKind.chosen(kind).splices(),
                max == 0 ? FileDescriptors.half() : max,
                reader.get(MAX_PER_ADDRESS),
                header,
                trusted,
                reader.get(CONNECT_TIMEOUT),
                OriginTls.read(reader));
    }
}
