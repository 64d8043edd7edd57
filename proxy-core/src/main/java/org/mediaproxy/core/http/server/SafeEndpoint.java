package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes every outcome of a module's endpoint a reply, so that a bug in one costs one request and one ERROR line. */
final class SafeEndpoint implements HttpEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(SafeEndpoint.class);

    private final HttpEndpoint endpoint;

    SafeEndpoint(HttpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpCall call) {
        try {
            return endpoint.handle(call)
                    .thenApply(reply -> Objects.requireNonNull(reply, "the reply"))
                    .exceptionally(error -> failed(call, error));
        } catch (RuntimeException e) {
            return CompletableFuture.completedStage(failed(call, e));
        }
    }

    private static HttpReply failed(HttpCall call, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof HttpReplyException answer) {
            return answer.reply();
        }
        // Not the query, which may hold a token.
        LOG.error("a bug answering {} {}", call.method(), call.path().replaceAll("\\p{Cntrl}", "?"), cause);
        return HttpReply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
    }
}
