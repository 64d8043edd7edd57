package org.mediaproxy.http.forward;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.List;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.forward.ClientHeaders;
import org.mediaproxy.core.http.forward.HopByHop;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.transport.TrustedPeers;

/** The request as an origin sees it: the client's, plus who the client is, minus what concerns one connection. */
public final class OriginRequest {

    private static final List<String> OF_ONE_COPY = List.of(
            "Range",
            "If-Range",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "Accept-Encoding");

    private OriginRequest() {}

    /**
     * A new request without a body, in the client's HTTP version if that is one of HTTP/1, so that an old client needs no
     * chunks undone.
     *
     * @param scheme how the client reached the proxy
     */
    public static FullHttpRequest of(
            HttpRequest request, InetSocketAddress client, String scheme, TrustedPeers trusted) {
        HttpVersion version =
                request.protocolVersion().majorVersion() == 1 ? request.protocolVersion() : HttpVersion.HTTP_1_1;
        FullHttpRequest out = new DefaultFullHttpRequest(version, request.method(), request.uri());
        HttpHeaders headers = out.headers();
        headers.set(request.headers());
        HopByHop.removeFromRequest(headers);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ClientHeaders.addTo(headers, client, scheme, trusted);
        return out;
    }

    /**
     * A request over a connection that is used again, for what a playlist names.
     *
     * @param target without the marker
     * @param isShared whether others get the same reply: then what one client has already does not matter
     */
    public static FullHttpRequest pooled(
            HttpExchange from, String target, boolean isShared, TrustedPeers trusted, OriginEndpoint to) {
        FullHttpRequest out = kept(from, from.request().method(), target, trusted, to);
        if (isShared) {
            out.headers().remove(HttpHeaderNames.IF_NONE_MATCH);
            out.headers().remove(HttpHeaderNames.IF_MODIFIED_SINCE);
        }
        return out;
    }

    /** A request for a playlist: whole, new and unpacked, because it is rewritten. */
    public static FullHttpRequest playlist(HttpExchange from, String target, TrustedPeers trusted, OriginEndpoint to) {
        FullHttpRequest out = kept(from, HttpMethod.GET, target, trusted, to);
        OF_ONE_COPY.forEach(out.headers()::remove);
        return out;
    }

    private static FullHttpRequest kept(
            HttpExchange from, HttpMethod method, String target, TrustedPeers trusted, OriginEndpoint to) {
        FullHttpRequest out = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, target);
        HttpHeaders headers = out.headers();
        headers.set(from.request().headers());
        HopByHop.removeFromRequest(headers);
        if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.set(HttpHeaderNames.HOST, to.authority()); // HTTP/1.0 needs none
        }
        ClientHeaders.addTo(headers, from.client(), from.scheme(), trusted);
        return out;
    }
}
