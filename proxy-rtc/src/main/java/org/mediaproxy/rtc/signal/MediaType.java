package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import org.mediaproxy.core.session.Cause;

/** What the body of a request is said to be. */
final class MediaType {

    private MediaType() {}

    /**
     * Checks the Content-Type; its parameters do not matter, and some clients send none.
     *
     * @throws BadRequestException if it is another
     */
    static void require(HttpRequest request, String wanted) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        CharSequence mime = type == null || type.isBlank() ? wanted : HttpUtil.getMimeType(type);
        if (mime == null || !wanted.equalsIgnoreCase(mime.toString().trim())) {
            throw new BadRequestException(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, Cause.UNSUPPORTED, "only " + wanted + " is taken here");
        }
    }
}
