package org.mediaproxy.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.OriginRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default origin, kept alive by the proxy in its place.
 *
 * @param origin the origin, if there is one
 * @param ttl of origins
 * @param clock what time it is
 */
record OwnOrigin(Optional<Origin> origin, Duration ttl, InstantSource clock) {

    private static final Logger LOG = LoggerFactory.getLogger(OwnOrigin.class);

    /** Registers it, where there is one; a failure is logged, and the next time may succeed. */
    CompletionStage<?> register(OriginRegistry origins) {
        if (origin.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return safely(() -> origins.register(origin.get().updated(clock.instant())))
                .exceptionally(error -> {
                    LOG.warn("the default backend cannot be registered: {}", error.toString());
                    return null;
                });
    }

    private static CompletionStage<@Nullable Void> safely(Supplier<CompletionStage<@Nullable Void>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    Duration interval() {
        return ttl.dividedBy(3);
    }
}
