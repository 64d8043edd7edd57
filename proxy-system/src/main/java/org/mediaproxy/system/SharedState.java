package org.mediaproxy.system;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.http.HttpReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the shared state: no answer, or a bad one, is a 503 and a warning, as an operator can act on it. */
final class SharedState {

    private static final Logger LOG = LoggerFactory.getLogger(SharedState.class);

    private static final long TIMEOUT_SECONDS = 5;

    private SharedState() {}

    static <T> CompletionStage<T> ask(CompletionStage<T> question) {
        // A copy, so that the time-out does not complete a stage that others may wait for.
        return question.toCompletableFuture()
                .copy()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(error -> {
                    LOG.warn("the shared state gave no answer: {}", String.valueOf(error));
                    throw new CompletionException(new HttpReplyException(
                            HttpResponseStatus.SERVICE_UNAVAILABLE, "the shared state gave no answer"));
                });
    }
}
