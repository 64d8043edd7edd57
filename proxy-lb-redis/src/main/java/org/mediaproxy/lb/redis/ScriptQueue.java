package org.mediaproxy.lb.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Scripts that wait for a thread. A thread takes all that wait, up to {@link #BATCH}, and sends them in one go: one script alone takes no longer than
 * it would by itself, and the tens of thousands of bindings that are kept alive at the same moment take tens of round trips. Any
 * thread.
 */
final class ScriptQueue {

    private static final int BATCH = 256;
    private static final int MAX_WAITING = 500_000;

    private final RedisCalls calls;
    private final int workers;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();

    private record Waiting(
            RedisScript script, String key, List<String> arguments, CompletableFuture<@Nullable Object> answer) {

        String[] array() {
            return arguments.toArray(String[]::new);
        }
    }

    ScriptQueue(RedisCalls calls, int workers) {
        this.calls = calls;
        this.workers = workers;
    }

    /** Runs a script. */
    CompletionStage<@Nullable Object> run(RedisScript script, String key, String... arguments) {
        if (calls.outage().isOn()) {
            return CompletableFuture.failedFuture(calls.away());
        }
        if (count.get() >= MAX_WAITING) {
            return CompletableFuture.failedFuture(calls.refused());
        }
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        waiting.add(new Waiting(script, key, List.of(arguments), answer));
        count.incrementAndGet();
        wake();
        return calls.timed(answer);
    }

    /** Has a thread look, unless all of them do. */
    private void wake() {
        if (working.incrementAndGet() > workers) {
            working.decrementAndGet();
            return;
        }
        try {
            calls.execute(this::work);
        } catch (RejectedExecutionException closed) {
            working.decrementAndGet();
            take().forEach(one -> one.answer.completeExceptionally(calls.refused()));
        }
    }

    /** Batch after batch until none waits; who comes after that wakes a thread again. */
    private void work() {
        try {
            while (!waiting.isEmpty()) {
                send(take());
            }
        } finally {
            working.decrementAndGet();
            if (!waiting.isEmpty()) {
                wake();
            }
        }
    }

    private List<Waiting> take() {
        List<Waiting> batch = new ArrayList<>();
        for (Waiting one = waiting.poll(); one != null; one = batch.size() < BATCH ? waiting.poll() : null) {
            count.decrementAndGet();
            if (!one.answer.isDone()) { // else nobody waits for it any more
                batch.add(one);
            }
        }
        return batch;
    }

    private void send(List<Waiting> batch) {
        if (batch.size() <= 1) {
            batch.forEach(this::alone);
            return;
        }
        try {
            List<Response<Object>> replies = calls.now(batch.get(0).key, redis -> together(batch));
            for (int i = 0; i < batch.size(); i++) {
                take(batch.get(i), replies.get(i));
            }
        } catch (RuntimeException e) {
            batch.forEach(one -> one.answer.completeExceptionally(e));
        }
    }

    private List<Response<Object>> together(List<Waiting> batch) {
        List<Response<Object>> replies = new ArrayList<>();
        try (AbstractPipeline commands = calls.pipelined()) {
            batch.forEach(one -> replies.add(one.script.queue(commands, one.key, one.array())));
            commands.sync();
        }
        return replies;
    }

    private void take(Waiting one, Response<Object> reply) {
        try {
            one.answer.complete(reply.get());
        } catch (JedisNoScriptException | JedisRedirectionException | IllegalStateException again) {
            alone(one); // needs the script's text, or another node; or its node gave no answer
        } catch (JedisException e) {
            if (Outage.isOne(e)) {
                alone(one); // which finds out
            } else {
                one.answer.completeExceptionally(e);
            }
        }
    }

    private void alone(Waiting one) {
        try {
            one.answer.complete(calls.now(one.key, redis -> one.script.run(redis, one.key, one.array())));
        } catch (RuntimeException e) {
            one.answer.completeExceptionally(e);
        }
    }
}
