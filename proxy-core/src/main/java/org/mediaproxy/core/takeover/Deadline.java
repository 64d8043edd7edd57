package org.mediaproxy.core.takeover;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for something, on a thread that may: that of the start, or a takeover's own. */
final class Deadline {

    /** For whatever the other process does at once. */
    static final Duration STEP = Duration.ofSeconds(10);

    /** For the other process's start, which may have to wait for its shared state. */
    static final Duration START = Duration.ofMinutes(2);

    private Deadline() {}

    /** How it ended. */
    private record End<T extends @Nullable Object>(
            T value, @Nullable Throwable error) {}

    /**
     * Waits for a stage.
     *
     * @throws IOException if it fails, or not in time
     */
    static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration time)
            throws IOException, InterruptedException {
        BlockingQueue<End<T>> ends = new ArrayBlockingQueue<>(1);
        stage.whenComplete((value, error) -> ends.add(new End<>(value, error)));
        End<T> end = ends.poll(time.toMillis(), TimeUnit.MILLISECONDS);
        if (end == null) {
            throw new IOException("not done within " + time.toSeconds() + " s");
        }
        Throwable error = end.error();
        if (error != null) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
        return end.value();
    }
}
