package org.mediaproxy.core.route;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * Forgets where a stream is, for an operator. A stream that somebody publishes stays where it is: its publisher would bind it again at
 * once; one that only an origin told of has nobody to do so. Of any other the binding goes, and a mark tells every proxy with players
 * of it that it was meant to go.
 *
 * @param store where bindings are
 * @param backed whether streams may have a second place
 */
record Forgetting(SafeAffinityStore store, boolean backed) {

    /** Longer than any proxy's refresh is away. */
    static final Duration MARK_TTL = Duration.ofSeconds(60);

    CompletionStage<ForgetResult> forget(StreamUrl stream) {
        return store.find(StreamKeys.hold(stream)).thenCompose(hold -> {
            if (hold.isEmpty()) {
                return backed ? unlessBacked(stream) : unbind(stream);
            }
            return Hold.parse(hold.get()).isReported()
                    ? store.release(StreamKeys.hold(stream), hold.get())
                            .thenCompose(gone -> unbind(stream))
                            .thenApply(unbound -> ForgetResult.FORGOTTEN)
                    : CompletableFuture.completedFuture(ForgetResult.PUBLISHED);
        });
    }

    private CompletionStage<ForgetResult> unlessBacked(StreamUrl stream) {
        return store.find(Slot.BACKUP.hold(stream))
                .thenCompose(hold ->
                        hold.isPresent() ? CompletableFuture.completedFuture(ForgetResult.PUBLISHED) : unbind(stream));
    }

    private CompletionStage<ForgetResult> unbind(StreamUrl stream) {
        return store.find(StreamKeys.binding(stream))
                .thenCompose(bound -> bound.isEmpty()
                        ? CompletableFuture.completedFuture(ForgetResult.UNBOUND)
                        : store.bindIfAbsent(StreamKeys.forgotten(stream), "1", MARK_TTL)
                                .thenCompose(mark -> store.release(StreamKeys.binding(stream), bound.get()))
                                .thenApply(gone -> gone ? ForgetResult.FORGOTTEN : ForgetResult.UNBOUND));
    }
}
