package org.mediaproxy.system.metrics;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** A protocol that serves nothing: the test opens its sessions. */
final class CapturingProtocol implements ProxyProtocol, ProtocolServer {

    private @Nullable ProxyContext context;

    ProxyContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public ProtocolServer newServer(ProxyContext given) {
        context = given;
        return this;
    }

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
