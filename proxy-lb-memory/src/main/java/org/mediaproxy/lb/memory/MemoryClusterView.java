package org.mediaproxy.lb.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.ProxySnapshot;

/** A cluster of one, and for a while of the process that was taken over from as well. */
final class MemoryClusterView implements ClusterView {

    /** How long a proxy counts that says nothing; they speak every second. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final ConcurrentMap<String, Told> told = new ConcurrentHashMap<>();

    private record Told(ProxySnapshot snapshot, Instant until) {}

    MemoryClusterView(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
        told.put(snapshot.proxyId(), new Told(snapshot, clock.instant().plus(SILENCE)));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<ProxySnapshot>> peers() {
        Instant now = clock.instant();
        told.values().removeIf(last -> !last.until.isAfter(now));
        return CompletableFuture.completedFuture(
                told.values().stream().map(Told::snapshot).toList());
    }
}
