package org.mediaproxy.core.http.forward;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import org.mediaproxy.core.transport.TrustedPeers;

/** The headers that tell an origin who the client is; the client's own words on that count only where it is trusted. */
public final class ClientHeaders {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String REAL_IP = "X-Real-IP";

    /** RFC 7239: the same in one header. It passes from trusted peers, and nothing is added to it. */
    private static final String FORWARDED = "Forwarded";

    private ClientHeaders() {}

    /**
     * Adds them to the headers of a request, which the client has sent.
     *
     * @param scheme how the client reached the proxy: {@code http} or {@code https}
     */
    public static void addTo(HttpHeaders headers, InetSocketAddress client, String scheme, TrustedPeers trusted) {
        String address = address(client);
        if (!trusted.trusts(client)) {
            headers.remove(FORWARDED);
            headers.set(FORWARDED_FOR, address);
            headers.set(REAL_IP, address);
            headers.set(FORWARDED_PROTO, scheme);
            return;
        }
        String before = String.join(", ", headers.getAll(FORWARDED_FOR));
        headers.set(FORWARDED_FOR, before.isEmpty() ? address : before + ", " + address);
        if (!headers.contains(REAL_IP)) {
            headers.set(REAL_IP, address);
        }
        if (!headers.contains(FORWARDED_PROTO)) {
            headers.set(FORWARDED_PROTO, scheme);
        }
    }

    private static String address(InetSocketAddress client) {
        String text = client.getAddress() == null
                ? client.getHostString()
                : client.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
