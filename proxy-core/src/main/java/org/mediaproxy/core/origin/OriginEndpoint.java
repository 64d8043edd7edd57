package org.mediaproxy.core.origin;

import java.util.Set;
import org.mediaproxy.core.config.HostPort;

/**
 * Where an origin listens.
 *
 * @param udp UDP, else TCP
 * @param host an address or a DNS name
 * @param port 1 to 65535
 * @param tls whether TLS is spoken there; only over TCP
 */
public record OriginEndpoint(boolean udp, String host, int port, boolean tls) {

    private static final Set<String> WILDCARDS = Set.of("", "*", "0.0.0.0", "::");

    public OriginEndpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an endpoint needs a host");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
        if (udp && tls) {
            throw new IllegalArgumentException("TLS is spoken over TCP");
        }
    }

    /** Without TLS. */
    public OriginEndpoint(boolean udp, String host, int port) {
        this(udp, host, port, false);
    }

    /**
     * Parses a registered endpoint in any spelling that exists: {@code 1935}, {@code 0.0.0.0:1935}, {@code [::]:1935},
     * {@code tcp://:1935}, {@code udp://8000}; with TLS {@code tls://:443}, or {@code rtmps},
     * {@code https} and {@code rtsps} for the service that is called so. A missing or wildcard host means the origin's registered address.
     *
     * @param text the spelling
     * @param service decides the transport where the spelling names none
     * @param registeredIp the origin's {@code ip}
     * @throws IllegalArgumentException saying what is wrong
     */
    public static OriginEndpoint parse(String text, OriginService service, String registeredIp) {
        String rest = text.trim();
        boolean udp = service.isUdp();
        boolean tls = false;
        int scheme = rest.indexOf("://");
        if (scheme >= 0) {
            String name = rest.substring(0, scheme);
            tls = service.isTls(name);
            if (!tls && !name.equals("tcp") && !name.equals("udp")) {
                throw new IllegalArgumentException(
                        "'" + text + "' is neither tcp:// nor udp://" + service.tlsSchemes());
            }
            udp = name.equals("udp");
            rest = rest.substring(scheme + 3);
        }
        HostPort address = HostPort.parse(rest);
        if (address.host().equals("tcp") || address.host().equals("udp")) {
            throw new IllegalArgumentException("'" + text + "' lacks the slashes of tcp:// or udp://");
        }
        String host = WILDCARDS.contains(address.host()) ? withoutBrackets(registeredIp) : address.host();
        return new OriginEndpoint(udp, host, address.port(), tls);
    }

    private static String withoutBrackets(String ip) {
        String trimmed = ip.trim();
        return trimmed.startsWith("[") && trimmed.endsWith("]") ? trimmed.substring(1, trimmed.length() - 1) : trimmed;
    }

    /** Host and port as a URL and a Host header have them (RFC 3986 §3.2). */
    public String authority() {
        return new HostPort(host, port).toString();
    }

    @Override
    public String toString() {
        return (tls ? "tls://" : udp ? "udp://" : "tcp://") + authority();
    }
}
