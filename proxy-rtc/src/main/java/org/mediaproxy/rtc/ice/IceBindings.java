package org.mediaproxy.rtc.ice;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.mediaproxy.core.spi.AffinityStore;

/**
 * The bindings of all proxies, in the shared state. Signalling makes them and media sessions keep theirs alive. No method throws:
 * a store that does fails the stage. Any thread.
 */
public final class IceBindings {

    /** As long as the Go proxy keeps one; media sessions keep theirs alive. */
    public static final Duration TTL = Duration.ofMinutes(2);

    /** Two proxies that write one USERNAME at once settle it in the second round; more is no race but a fault. */
    private static final int MAX_ROUNDS = 3;

    private final AffinityStore store;

    public IceBindings(AffinityStore store) {
        this.store = store;
    }

    /**
     * Stores a binding. One that stands under the username is replaced only if it is of the same origin, as after a repeated answer:
     * two origins that chose one ufrag must not take each other's sessions.
     *
     * @return whether it is stored
     */
    public CompletionStage<Boolean> put(IceBinding binding) {
        return put(binding, MAX_ROUNDS);
    }

    private CompletionStage<Boolean> put(IceBinding binding, int rounds) {
        String value = binding.value();
        return safely(() -> store.bindIfAbsent(binding.key(), value, TTL)).thenCompose(standing -> {
            if (standing.equals(value)) {
                return CompletableFuture.completedStage(true);
            }
            boolean same = binding.origin().isPresent()
                    && IceBinding.parse(standing).map(IceBinding::origin).equals(Optional.of(binding.origin()));
            if (!same || rounds == 0) {
                return CompletableFuture.completedStage(false);
            }
            return safely(() -> store.rebind(binding.key(), standing, value, TTL))
                    .thenCompose(done -> done ? CompletableFuture.completedStage(true) : put(binding, rounds - 1));
        });
    }

    /** The binding of a USERNAME, whoever wrote it; empty if there is none, or none that can be read. */
    public CompletionStage<Optional<IceBinding>> find(String username) {
        if (username.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return safely(() -> store.find(IceBinding.key(username))).thenApply(value -> value.flatMap(IceBinding::parse));
    }

    /** Lets it live for another {@link #TTL}; false if it is gone. */
    public CompletionStage<Boolean> touch(String username) {
        return safely(() -> store.touch(IceBinding.key(username), TTL));
    }

    /** Forgets it, unless another stands there by now; true if it was there. */
    public CompletionStage<Boolean> remove(IceBinding binding) {
        return safely(() -> store.release(binding.key(), binding.value()));
    }

    private static <T> CompletionStage<T> safely(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
