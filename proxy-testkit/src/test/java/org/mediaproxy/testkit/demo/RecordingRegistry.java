package org.mediaproxy.testkit.demo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;

/** Origins without expiry. */
final class RecordingRegistry implements OriginRegistry {

    final Map<OriginId, Origin> origins = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        origins.put(origin.id(), origin);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        return CompletableFuture.completedFuture(List.copyOf(origins.values()));
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(origins.get(id)));
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        origins.remove(id);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        throw new UnsupportedOperationException();
    }
}
