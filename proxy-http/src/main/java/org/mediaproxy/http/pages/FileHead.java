package org.mediaproxy.http.pages;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.mediaproxy.core.http.HttpReply;

/**
 * What the head of a reply says of a file.
 *
 * @param type its media type
 * @param size in bytes
 * @param validators of its state
 * @param headers beside the usual ones
 */
record FileHead(String type, long size, Validators validators, Map<String, String> headers) {

    FileHead {
        headers = Map.copyOf(headers);
    }

    /** What a request gets without a byte of the file; nothing where bytes are wanted. */
    Optional<Answer> withoutBody(HttpRequest request, Selection selection) {
        HttpResponseStatus status = selection.status();
        if (status.equals(HttpResponseStatus.PRECONDITION_FAILED)) {
            return Optional.of(Answer.of(HttpReply.error(status, "the file is not in the state that is asked for")));
        }
        if (status.equals(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)) {
            return Optional.of(Answer.of(HttpReply.error(status, "the file has " + size + " bytes")
                    .with("Content-Range", selection.range().contentRange(size))));
        }
        boolean bodiless = status.equals(HttpResponseStatus.NOT_MODIFIED)
                || request.method().equals(HttpMethod.HEAD)
                || selection.range().length() == 0;
        return bodiless ? Optional.of(whole(selection, Unpooled.EMPTY_BUFFER)) : Optional.empty();
    }

    /** An answer whose bytes are in memory: a buffer that nobody need release. */
    Answer whole(Selection selection, ByteBuf body) {
        return exchange -> exchange.reply(response(selection), body);
    }

    /** The head of the answer with the selected part. */
    HttpResponse response(Selection selection) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, selection.status());
        HttpHeaders out = response.headers();
        headers.forEach(out::set);
        out.set(HttpHeaderNames.ETAG, validators.tag());
        validators.lastModified(Instant.now()).ifPresent(date -> out.set(HttpHeaderNames.LAST_MODIFIED, date));
        if (selection.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
            return response;
        }
        out.set(HttpHeaderNames.CONTENT_TYPE, type);
        out.set(HttpHeaderNames.CONTENT_LENGTH, selection.range().length());
        out.set("X-Content-Type-Options", "nosniff");
        if (selection.status().equals(HttpResponseStatus.PARTIAL_CONTENT)) {
            out.set(HttpHeaderNames.CONTENT_RANGE, selection.range().contentRange(size));
        }
        return response;
    }
}
