package org.mediaproxy.lb.redis;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Commands on threads of their own: the callers are event loops, and jedis blocks. Threads and the queue before them are
 * bounded; each call ends by its deadline. While Redis is away calls fail at once. Any thread.
 */
final class RedisCalls implements AutoCloseable {

    /** Calls by result. */
    static final String CALLS = "srs_proxy_redis_calls_total";

    private static final int QUEUE = 20_000;

    /** Threads for what is no script: listings among it, which take their time. */
    private static final int OTHERS = 2;

    private final RedisServers servers;
    private final Outage outage;
    private final ThreadPoolExecutor threads;
    private final ThreadPoolExecutor others;
    private final ThreadPoolExecutor ordered;
    private final long deadlineMillis;
    private final LongAdder ok;
    private final LongAdder failed;
    private final LongAdder late;
    private final LongAdder refused;

    RedisCalls(RedisServers servers, Outage outage, Duration timeout, int size, Counters counters) {
        this.servers = servers;
        this.outage = outage;
        this.deadlineMillis = 2 * timeout.toMillis() + 100; // a fresh connection, and its answer
        this.threads = pool(size, "mediaproxy-redis-");
        this.others = pool(OTHERS, "mediaproxy-redis-other-");
        this.ordered = pool(1, "mediaproxy-redis-origins-");
        this.ok = counters.counter(CALLS, "result", "ok");
        this.failed = counters.counter(CALLS, "result", "failed");
        this.late = counters.counter(CALLS, "result", "late");
        this.refused = counters.counter(CALLS, "result", "refused");
    }

    private static ThreadPoolExecutor pool(int size, String name) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What sends many commands together; only on threads of this class, within {@link #now} or a call. */
    AbstractPipeline pipelined() {
        return servers.pipelined().get();
    }

    Outage outage() {
        return outage;
    }

    /**
     * Runs a command.
     *
     * @param key what it is about: after a failure its slot is the one that is looked at
     */
    <T extends @Nullable Object> CompletionStage<T> call(String key, Function<UnifiedJedis, T> command) {
        return submit(others, key, command);
    }

    /** Runs commands one after the other, in the order of the calls. */
    <T extends @Nullable Object> CompletionStage<T> inOrder(String key, Function<UnifiedJedis, T> command) {
        return submit(ordered, key, command);
    }

    private <T extends @Nullable Object> CompletionStage<T> submit(
            Executor where, String key, Function<UnifiedJedis, T> command) {
        if (outage.isOn()) {
            return CompletableFuture.failedFuture(away());
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            where.execute(() -> run(answer, key, command));
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(refused());
        }
        return timed(answer);
    }

    /** Runs a task on one of the threads for scripts; throws {@link RejectedExecutionException} where it cannot. */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /** What a call fails with that cannot even wait. */
    RedisUnavailableException refused() {
        refused.increment();
        return new RedisUnavailableException("too many calls wait for Redis, or it is closed");
    }

    /** What a call fails with while Redis is away. */
    RedisUnavailableException away() {
        return new RedisUnavailableException(servers.where() + " is away");
    }

    /** The answer, or a failure at the deadline. */
    <T extends @Nullable Object> CompletionStage<T> timed(CompletableFuture<T> answer) {
        CompletableFuture<T> timed = new CompletableFuture<>();
        answer.orTimeout(deadlineMillis, TimeUnit.MILLISECONDS).whenComplete((value, error) -> {
            if (error == null) {
                timed.complete(value);
            } else if (error instanceof TimeoutException) {
                late.increment();
                timed.completeExceptionally(
                        new RedisUnavailableException("no answer of Redis within " + deadlineMillis + " ms"));
            } else {
                timed.completeExceptionally(error);
            }
        });
        return timed;
    }

    private <T extends @Nullable Object> void run(
            CompletableFuture<T> answer, String key, Function<UnifiedJedis, T> command) {
        if (answer.isDone()) {
            return; // nobody waits for it any more
        }
        try {
            answer.complete(now(key, command));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * Runs a command here and now; blocks. Only on threads of this class.
     *
     * @throws RedisUnavailableException if Redis is away, or turns out to be
     * @throws JedisException if it does not like the command
     */
    <T extends @Nullable Object> T now(String key, Function<UnifiedJedis, T> command) {
        if (outage.isOn()) {
            throw away();
        }
        try {
            T value = attempt(command);
            ok.increment();
            return value;
        } catch (JedisException e) {
            failed.increment();
            if (Outage.isOne(e)) {
                outage.begin(key, e);
                throw away();
            }
            throw e;
        }
    }

    /**
     * A connection that broke while it was idle says nothing of the server, so there is a second try. It may find that the first one
     * did its work: then a compare-and-set loses against itself, and its caller looks again, as after any other loss.
     */
    private <T extends @Nullable Object> T attempt(Function<UnifiedJedis, T> command) {
        try {
            return command.apply(servers.client());
        } catch (JedisException e) {
            if (!Outage.isOfConnection(e)) {
                throw e;
            }
            servers.dropIdle();
            return command.apply(servers.client());
        }
    }

    /** Lets calls that wait go through, for no longer than their deadline: among them are releases of sessions that just ended. */
    @Override
    public void close() {
        threads.shutdown();
        others.shutdown();
        ordered.shutdown();
        try {
            threads.awaitTermination(deadlineMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        others.shutdownNow();
        ordered.shutdownNow();
    }
}
