package org.mediaproxy.core.http.server;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections that the HTTP ports themselves serve, for an orderly stop. Any thread. */
final class OpenConnections {

    private static final long LAST_REQUEST_MILLIS = 1_000;

    private final Set<ServedConnection> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    void add(ServedConnection connection) {
        open.add(connection);
        if (draining) {
            afterLastRequest(connection::drain); // it came while the listeners closed
        }
    }

    void remove(ServedConnection connection) {
        open.remove(connection);
        settle();
    }

    boolean isDraining() {
        return draining;
    }

    /** Closes connections after the reply that they wait for, and those without a request when none has come for a moment. */
    void drain() {
        draining = true;
        afterLastRequest(() -> open.forEach(ServedConnection::drain));
        settle();
    }

    /** Who has just connected has a request on its way, and must not be sent away in place of an answer. */
    private static void afterLastRequest(Runnable action) {
        CompletableFuture.delayedExecutor(LAST_REQUEST_MILLIS, TimeUnit.MILLISECONDS)
                .execute(action);
    }

    CompletionStage<@Nullable Void> drained() {
        return drained.minimalCompletionStage();
    }

    void close() {
        draining = true;
        open.forEach(ServedConnection::close);
        settle();
    }

    private void settle() {
        if (draining && open.isEmpty()) {
            drained.complete(null);
        }
    }
}
