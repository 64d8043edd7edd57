package org.mediaproxy.core.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the shared state answers, made safe to wait for: a call that throws is a failed stage, and a wait has an end. */
final class StateAnswers {

    private static final long TIMEOUT_MILLIS = 3_000;

    private StateAnswers() {}

    static <T> CompletionStage<T> safely(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Fails with a TimeoutException where no answer comes. */
    static <T> CompletableFuture<T> timed(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.isDone() ? future : future.orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
