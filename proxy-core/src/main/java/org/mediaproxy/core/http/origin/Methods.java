package org.mediaproxy.core.http.origin;

import io.netty.handler.codec.http.HttpMethod;

/** What the methods of HTTP promise (RFC 9110 §9.2). */
final class Methods {

    private Methods() {}

    /** Whether a request may be sent again where nobody knows if it was taken. */
    static boolean mayRepeat(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }
}
