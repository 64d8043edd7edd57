package org.mediaproxy.http;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import org.mediaproxy.core.transport.TrustedPeers;

/** The request as an origin sees it: the client's, plus who the client is, minus what concerns one connection. */
final class OriginRequest {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String REAL_IP = "X-Real-IP";

    /** RFC 7239: the same in one header. It passes from trusted peers, and nothing is added to it. */
    private static final String FORWARDED = "Forwarded";

    private OriginRequest() {}

    /** A new request without a body, in the client's HTTP version, so that an old client needs no chunks undone. */
    static FullHttpRequest of(HttpRequest request, InetSocketAddress client, TrustedPeers trusted) {
        FullHttpRequest out = new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri());
        HttpHeaders headers = out.headers();
        headers.set(request.headers());
        HopByHop.removeFromRequest(headers);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        addClient(headers, client, trusted.trusts(client));
        return out;
    }

    private static void addClient(HttpHeaders headers, InetSocketAddress client, boolean trusted) {
        String address = address(client);
        if (!trusted) {
            headers.remove(FORWARDED);
            headers.set(FORWARDED_FOR, address);
            headers.set(REAL_IP, address);
            headers.set(FORWARDED_PROTO, "http");
            return;
        }
        String before = String.join(", ", headers.getAll(FORWARDED_FOR));
        headers.set(FORWARDED_FOR, before.isEmpty() ? address : before + ", " + address);
        if (!headers.contains(REAL_IP)) {
            headers.set(REAL_IP, address);
        }
        if (!headers.contains(FORWARDED_PROTO)) {
            headers.set(FORWARDED_PROTO, "http");
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
