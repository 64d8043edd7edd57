package org.mediaproxy.core.connect;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** Serves nothing: its test makes the sessions. */
final class NoProtocol implements ProxyProtocol, ProtocolServer {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        return this;
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return List.of();
    }
}
