package org.mediaproxy.http.pages;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few threads that wait for disks. A task is one answer or one chunk, so that downloads take turns. Any thread. */
final class FileWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWorkers.class);

    private static final int THREADS = 4;
    private static final int WAITING = 1024;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    FileWorkers() {
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                new DefaultThreadFactory("static-files", true));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Finds an answer here, and gives it on the exchange's event loop. Called there. */
    void answer(HttpExchange exchange, Callable<Answer> question) {
        try {
            threads.execute(() -> giveLater(exchange, answer(question)));
        } catch (RejectedExecutionException e) {
            exchange.reply(HttpReply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many files are being read")
                    .with("Retry-After", "1"));
        }
    }

    private static Answer answer(Callable<Answer> question) {
        try {
            return question.call();
        } catch (HttpReplyException e) {
            return Answer.of(e.reply());
        } catch (IOException e) {
            LOG.warn("a file cannot be read: {}", e.toString());
        } catch (Exception e) {
            LOG.error("a bug serving a file", e);
        }
        return Answer.of(HttpReply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the file cannot be read"));
    }

    private static void giveLater(HttpExchange exchange, Answer answer) {
        try {
            exchange.eventLoop().execute(() -> {
                if (exchange.isOver()) {
                    answer.discard();
                } else {
                    answer.give(exchange);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.discard(); // the proxy stops
        }
    }

    /** Runs a task here, if there is room for it now. */
    boolean offer(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Closes a file here, or at once where there is no room. */
    void close(OpenedFile file) {
        if (!offer(() -> closeNow(file))) {
            closeNow(file);
        }
    }

    /** Closes a file on this thread. */
    static void closeNow(OpenedFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("closing a file", e);
        }
    }

    /** Takes no more tasks; those that wait are done still. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
