package org.mediaproxy.http.pages;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;

/**
 * Which part of a file answers a GET or HEAD, and with which status.
 *
 * @param status 200, 206, 304, 412 or 416
 * @param range what goes out; for GET only
 */
record Selection(HttpResponseStatus status, ByteRange range) {

    /** Looks at a request's conditions and its range. */
    static Selection of(HttpRequest request, Validators file, long size) {
        HttpHeaders headers = request.headers();
        ByteRange whole = ByteRange.whole(size);
        return switch (Preconditions.of(headers, file)) {
            case NOT_MODIFIED -> new Selection(HttpResponseStatus.NOT_MODIFIED, whole);
            case FAILED -> new Selection(HttpResponseStatus.PRECONDITION_FAILED, whole);
            case PASSED ->
                wanted(request, file, size)
                        .map(range -> range.equals(ByteRange.NONE)
                                ? new Selection(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE, range)
                                : new Selection(HttpResponseStatus.PARTIAL_CONTENT, range))
                        .orElse(new Selection(HttpResponseStatus.OK, whole));
        };
    }

    /** The range, unless the whole file is the answer all the same (RFC 9110 §14.2, §13.1.5). */
    private static Optional<ByteRange> wanted(HttpRequest request, Validators file, long size) {
        String range = request.headers().get(HttpHeaderNames.RANGE);
        if (range == null || !request.method().equals(HttpMethod.GET)) {
            return Optional.empty();
        }
        String condition = request.headers().get(HttpHeaderNames.IF_RANGE);
        if (condition != null && !file.isStillThatOf(condition)) {
            return Optional.empty();
        }
        return ByteRange.parse(range, size);
    }
}
