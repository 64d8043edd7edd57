package org.mediaproxy.lb.mesh;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;

/**
 * Asks the grid, on threads of its own and with a deadline. The grid's calls are asynchronous, but the first of them may wait until the mesh has
 * shared out its parts, and looking through a whole map always waits. The answers come on those threads too, late ones on that of timers. Any thread.
 */
final class MeshCalls implements AutoCloseable {

    /** Calls to the grid by result. */
    static final String CALLS = "srs_proxy_mesh_calls_total";

    private static final int STEP_THREADS = 2;
    private static final int STEPS_WAITING = 50_000;
    private static final int SCAN_THREADS = 4;
    private static final int SCANS_WAITING = 256;
    private static final int LOOK_THREADS = 128;
    private static final long IDLE_SECONDS = 5;

    private final ExecutorService steps = threads("mediaproxy-mesh", STEP_THREADS, STEPS_WAITING);
    private final ExecutorService scans = threads("mediaproxy-mesh-scan", SCAN_THREADS, SCANS_WAITING);

    /** As many as there are looks: those for what is nowhere wait for the owner all the same, and must not hold up the others. */
    private final ExecutorService looks = new ThreadPoolExecutor(
            0, LOOK_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("mediaproxy-mesh-look"));

    private final Duration timeout;
    private final LongAdder answered;
    private final LongAdder failed;
    private final LongAdder late;

    MeshCalls(Duration timeout, Counters counters) {
        this.timeout = timeout;
        this.answered = counters.counter(CALLS, "result", "answered");
        this.failed = counters.counter(CALLS, "result", "failed");
        this.late = counters.counter(CALLS, "result", "late");
    }

    private static ExecutorService threads(String name, int count, int waiting) {
        return new ThreadPoolExecutor(
                count, count, 0, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(waiting), named(name));
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** How long an answer may take. */
    Duration timeout() {
        return timeout;
    }

    /** Asks for one entry. */
    <T> CompletableFuture<T> step(Supplier<CompletionStage<T>> question) {
        return step(question, timeout);
    }

    /** Asks for one entry, with less patience. */
    <T> CompletableFuture<T> step(Supplier<CompletionStage<T>> question, Duration patience) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(steps, answer, () -> question.get().whenComplete((value, error) -> back(() -> end(answer, value, error))));
        return inTime(answer, patience);
    }

    /** Looks through many entries. */
    <T> CompletableFuture<T> scan(Callable<T> question, Duration patience) {
        return waiting(scans, question, patience);
    }

    /** Looks at what this member has itself; waits only where it has not. */
    <T> CompletableFuture<T> look(Callable<T> question, Duration patience) {
        return waiting(looks, question, patience);
    }

    private <T> CompletableFuture<T> waiting(ExecutorService threads, Callable<T> question, Duration patience) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(threads, answer, () -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return inTime(answer, patience);
    }

    private static void run(ExecutorService threads, CompletableFuture<?> answer, Runnable question) {
        try {
            threads.execute(() -> {
                try {
                    question.run();
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new MeshUnavailableException("too many calls wait for the mesh"));
        }
    }

    /** Off the grid's own threads, unless ours have ended. */
    private void back(Runnable task) {
        try {
            steps.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private static <T> void end(CompletableFuture<T> answer, T value, @Nullable Throwable error) {
        if (error == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(error);
        }
    }

    private <T> CompletableFuture<T> inTime(CompletableFuture<T> answer, Duration patience) {
        CompletableFuture<T> timed =
                answer.isDone() ? answer : answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        return timed.whenComplete(
                        (value, error) -> (error == null ? answered : isLate(error) ? late : failed).increment())
                .exceptionally(error -> {
                    throw unavailable(error);
                });
    }

    private static boolean isLate(Throwable error) {
        return below(error) instanceof TimeoutException;
    }

    private static Throwable below(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private static RuntimeException unavailable(Throwable error) {
        Throwable cause = below(error);
        if (cause instanceof MeshUnavailableException known) {
            return known;
        }
        return new MeshUnavailableException(
                cause instanceof TimeoutException ? "the mesh gave no answer in time" : "the mesh failed: " + cause);
    }

    @Override
    public void close() {
        steps.shutdownNow();
        scans.shutdownNow();
        looks.shutdownNow();
    }
}
