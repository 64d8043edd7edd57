package org.mediaproxy.core.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpReplyException;

/** A request whose head is known and whose body is still coming in. */
final class RequestIntake {

    /** The largest body, in bytes: JSON and SDP are far smaller. */
    static final int MAX_BODY = 64 * 1024;

    private final HttpRequest request;
    private final QueryStringDecoder target;
    private final HttpBodyHandler handler;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    RequestIntake(HttpRequest request, QueryStringDecoder target, HttpBodyHandler handler) {
        this.request = request;
        this.target = target;
        this.handler = handler;
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

    static HttpReplyException tooLate() {
        return new HttpReplyException(HttpResponseStatus.REQUEST_TIMEOUT, "the request took too long");
    }

    HttpRequest request() {
        return request;
    }

    QueryStringDecoder target() {
        return target;
    }

    HttpBodyHandler handler() {
        return handler;
    }

    /** The whole body, once it is in. */
    byte[] body() {
        return body.toByteArray();
    }
}
