package org.mediaproxy.http.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;

/**
 * Bounds what is in the making at the same time: everybody may ask, and each call becomes one to every origin. Who comes
 * too much is told so at once, as waiting would only move the heap of work. Any thread.
 */
final class CallLimit {

    /** Short calls at the same time. */
    private static final int PERMITS = 64;

    /** A call for many rows takes as much as so many short ones. */
    private static final int LONG = 8;

    private final Semaphore permits = new Semaphore(PERMITS);

    /** Makes the reply, or fails with a 503. */
    CompletionStage<HttpReply> within(boolean many, Supplier<CompletionStage<HttpReply>> call) {
        int weight = many ? LONG : 1;
        if (!permits.tryAcquire(weight)) {
            return CompletableFuture.failedStage(busy());
        }
        try {
            return call.get().whenComplete((reply, error) -> permits.release(weight));
        } catch (RuntimeException e) {
            permits.release(weight);
            throw e;
        }
    }

    /** What is said then. */
    static HttpReplyException busy() {
        return new HttpReplyException(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many calls at the same time");
    }
}
