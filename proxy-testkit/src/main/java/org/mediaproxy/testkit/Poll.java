package org.mediaproxy.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks again until there is an answer: for what cannot tell by itself, such as a file or another process's port. */
final class Poll {

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private Poll() {}

    /**
     * Asks until the answer is not null; once more after the deadline.
     *
     * @return the answer, or null if there was none in time
     */
    static <T> @Nullable T until(Duration deadline, Supplier<@Nullable T> question) {
        long end = System.nanoTime() + deadline.toNanos();
        while (System.nanoTime() < end) {
            T answer = question.get();
            if (answer != null) {
                return answer;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return question.get();
    }
}
