package org.mediaproxy.core.http.server;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connections that the HTTP ports themselves serve, for an orderly stop. Any thread. */
final class OpenConnections {

    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    void add(HttpConnection connection) {
        open.add(connection);
        if (draining) {
            connection.drain(); // it came while the listeners closed
        }
    }

    void remove(HttpConnection connection) {
        open.remove(connection);
        settle();
    }

    boolean isDraining() {
        return draining;
    }

    /** Closes idle connections now and the others after their reply. */
    void drain() {
        draining = true;
        open.forEach(HttpConnection::drain);
        settle();
    }

    CompletionStage<@Nullable Void> drained() {
        return drained.minimalCompletionStage();
    }

    void close() {
        draining = true;
        open.forEach(HttpConnection::close);
        settle();
    }

    private void settle() {
        if (draining && open.isEmpty()) {
            drained.complete(null);
        }
    }
}
