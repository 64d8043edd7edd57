package org.mediaproxy.rtc.signal;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.forward.ClientHeaders;
import org.mediaproxy.core.http.forward.HopByHop;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.transport.TrustedPeers;

/** What of a request's headers an origin sees, and what of its reply's a client. */
final class PassedHeaders {

    /** What a page must be able to read of an answer (RFC 9725 §4.2 to §4.4). */
    private static final Set<String> EXPOSED = Set.of("ETag", "Link", "Location");

    private PassedHeaders() {}

    /**
     * The request for the origin.
     *
     * @param method the client's, or another of the proxy's own
     * @param target path and query
     * @param body not copied
     */
    static FullHttpRequest request(
            HttpExchange from, HttpMethod method, String target, byte[] body, OriginEndpoint to, TrustedPeers trusted) {
        FullHttpRequest out =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, target, Unpooled.wrappedBuffer(body));
        HttpHeaders headers = out.headers();
        headers.set(from.request().headers());
        HopByHop.removeFromRequest(headers);
        headers.remove(HttpHeaderNames.ACCEPT_ENCODING); // the answer is rewritten
        if (body.length == 0) {
            headers.remove(HttpHeaderNames.CONTENT_TYPE);
        }
        if (body.length > 0 || method.equals(HttpMethod.POST) || method.equals(HttpMethod.PATCH)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.set(HttpHeaderNames.HOST, to.authority()); // HTTP/1.0 needs none
        }
        ClientHeaders.addTo(headers, from.client(), from.scheme(), trusted);
        return out;
    }

    /** The head of the reply for the client; its length is set by whoever writes it. */
    static HttpResponse reply(OriginReply reply) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, reply.status());
        HttpHeaders headers = head.headers();
        headers.set(reply.headers());
        HopByHop.removeFromReply(headers);
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        headers.remove(HttpHeaderNames.TRAILER);
        expose(headers);
        return head;
    }

    /** SRS names what pages of HLS need, and not what those of WHIP do. */
    private static void expose(HttpHeaders headers) {
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> all = new LinkedHashSet<>();
        for (String value : headers.getAll(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS)) {
            for (String name : value.split(",", -1)) {
                if (!name.isBlank() && known.add(name.trim())) {
                    all.add(name.trim());
                }
            }
        }
        if (all.isEmpty() || known.contains("*")) {
            return; // every reply of the proxy exposes all
        }
        EXPOSED.stream().filter(name -> !known.contains(name)).sorted().forEach(all::add);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(", ", all));
    }
}
