package org.mediaproxy.launcher;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Requests to stop, as signals make them: the first asks for an orderly stop, the second for an end at once. */
final class StopRequests {

    private final CompletableFuture<@Nullable Void> first = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> second = new CompletableFuture<>();

    /** Asks once more; any thread. */
    void request() {
        if (!first.complete(null)) {
            second.complete(null);
        }
    }

    /** Completes with the first request. */
    CompletableFuture<@Nullable Void> first() {
        return first;
    }

    /** Completes with the second request. */
    CompletableFuture<@Nullable Void> second() {
        return second;
    }
}
