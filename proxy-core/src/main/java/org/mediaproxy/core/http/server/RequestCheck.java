package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mediaproxy.core.http.HttpReplyException;

/** What RFC 9112 asks of a request's head beyond what the decoder has seen to. */
final class RequestCheck {

    private RequestCheck() {}

    /**
     * Says what is wrong with a head, and turns a target in absolute form into origin form (RFC 9112 §3.2.2), so that
     * nobody behind needs to know the other.
     */
    static Optional<HttpReplyException> problem(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return undecodable(request.decoderResult().cause());
        }
        if (request.protocolVersion().majorVersion() != 1) {
            return says(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "only HTTP/1.0 and HTTP/1.1");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        boolean mayLackHost = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (hosts.size() > 1 || (hosts.isEmpty() && !mayLackHost)) {
            return says(HttpResponseStatus.BAD_REQUEST, "exactly one Host header is needed");
        }
        String expect = request.headers().get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect.trim())) {
            return says(HttpResponseStatus.EXPECTATION_FAILED, "only 100-continue can be expected");
        }
        return normalizeTarget(request);
    }

    /** Whether a body follows the head. */
    static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }

    private static Optional<HttpReplyException> undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return says(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return says(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too large");
        }
        return says(HttpResponseStatus.BAD_REQUEST, "the request is malformed");
    }

    private static Optional<HttpReplyException> normalizeTarget(HttpRequest request) {
        String target = request.uri();
        if (target.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            return says(HttpResponseStatus.BAD_REQUEST, "a control character in the target");
        }
        if (target.startsWith("/") || target.equals("*")) {
            return Optional.empty();
        }
        int scheme = target.indexOf("://");
        String name = scheme < 0 ? "" : target.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!name.equals("http") && !name.equals("https")) {
            return says(HttpResponseStatus.BAD_REQUEST, "the request target is neither a path nor a URL");
        }
        int authority = scheme + 3;
        int end = authority;
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String rest = target.substring(end);
        request.headers().set(HttpHeaderNames.HOST, target.substring(authority, end));
        request.setUri(rest.startsWith("/") ? rest : "/" + rest);
        return Optional.empty();
    }

    private static Optional<HttpReplyException> says(HttpResponseStatus status, String message) {
        return Optional.of(new HttpReplyException(status, message));
    }
}
