package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Says what an endpoint answers instead of a result. Has no stack: it is an answer, not a bug. */
public final class HttpReplyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient HttpReply reply;

    public HttpReplyException(HttpResponseStatus status, String message) {
        super(message, null, false, false);
        this.reply = HttpReply.error(status, message);
    }

    /** The reply. */
    public HttpReply reply() {
        return reply;
    }
}
