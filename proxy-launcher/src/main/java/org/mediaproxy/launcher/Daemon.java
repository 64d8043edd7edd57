package org.mediaproxy.launcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A started proxy until its end: waits for a request to stop, then drains, closes, and says how that went. Sees no more
 * of the proxy than those two ways to end it.
 */
final class Daemon {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final Supplier<? extends CompletionStage<?>> drain;
    private final Runnable close;
    private final DaemonSettings settings;
    private final StopRequests requests;

    Daemon(
            Supplier<? extends CompletionStage<?>> drain,
            Runnable close,
            DaemonSettings settings,
            StopRequests requests) {
        this.drain = drain;
        this.close = close;
        this.settings = settings;
        this.requests = requests;
    }

    /** Blocks until the proxy has ended or must be left as it is; returns the exit code. */
    int await() throws InterruptedException {
        requests.first().join();
        LOG.info("stopping, sessions may go on for {} ms", settings.grace().toMillis());
        // On a thread of its own, so that neither a session nor a module that hangs can keep the process.
        CompletableFuture<@Nullable Void> stop = new CompletableFuture<>();
        Thread thread = new Thread(() -> stop(stop), "mediaproxy-stop");
        thread.setDaemon(true);
        thread.start();
        try {
            CompletableFuture.anyOf(stop, requests.second())
                    .get(settings.force().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("still not stopped after {} ms", settings.force().toMillis());
        } catch (ExecutionException e) {
            LOG.error("a bug while stopping", e.getCause());
            return ExitCode.FAILURE;
        }
        if (!stop.isDone()) {
            LOG.warn("ending before all is closed");
            return ExitCode.FAILURE;
        }
        return ExitCode.OK;
    }

    private void stop(CompletableFuture<@Nullable Void> done) {
        try {
            drain();
            close.run();
            done.complete(null);
        } catch (InterruptedException | RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    private void drain() throws InterruptedException {
        try {
            drain.get().toCompletableFuture().get(settings.grace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("the grace time is over, closing what is left");
        } catch (ExecutionException e) {
            LOG.error("a bug while draining, closing what is left", e.getCause());
        }
    }
}
