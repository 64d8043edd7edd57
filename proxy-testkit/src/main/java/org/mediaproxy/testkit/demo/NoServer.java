package org.mediaproxy.testkit.demo;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;

/** The demo origin where it is off. */
final class NoServer implements ProtocolServer {

    @Override
    public CompletionStage<@Nullable Void> start() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return List.of();
    }
}
