package org.mediaproxy.lb.memory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.ProxySnapshot;

/** A cluster of one. */
final class MemoryClusterView implements ClusterView {

    private volatile List<ProxySnapshot> own = List.of();

    @Override
    public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
        own = List.of(snapshot);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<ProxySnapshot>> peers() {
        return CompletableFuture.completedFuture(own);
    }
}
