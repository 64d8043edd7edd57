package org.mediaproxy.core.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpReplyException;

/** A request whose head is known and whose body is still coming in. */
final class RequestIntake {

    /** The largest body, in bytes: JSON and SDP are far smaller. */
    static final int MAX_BODY = 64 * 1024;

    private final HttpRequest request;
    private final QueryStringDecoder target;
    private final HttpEndpoint endpoint;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    RequestIntake(HttpRequest request, QueryStringDecoder target, HttpEndpoint endpoint) {
        this.request = request;
        this.target = target;
        this.endpoint = endpoint;
    }

    /** Takes a piece of the body; false if it is too much. The caller still owns the buffer. */
    boolean add(ByteBuf piece) {
        int size = piece.readableBytes();
        if (size > MAX_BODY - body.size()) {
            return false;
        }
        body.writeBytes(ByteBufUtil.getBytes(piece));
        return true;
    }

    static HttpReplyException tooLarge() {
        return new HttpReplyException(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is over 64 KiB");
    }

    HttpRequest request() {
        return request;
    }

    QueryStringDecoder target() {
        return target;
    }

    HttpEndpoint endpoint() {
        return endpoint;
    }

    /** The whole request, once its body is in. */
    HttpCall call(InetSocketAddress client) {
        return new HttpCall(
                request.method(),
                target.path(),
                target.parameters(),
                request.headers(),
                body.toString(StandardCharsets.UTF_8),
                client);
    }
}
