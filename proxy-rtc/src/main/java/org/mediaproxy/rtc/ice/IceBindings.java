package org.mediaproxy.rtc.ice;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.mediaproxy.core.spi.AffinityKey;
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

    /** Lets it live for another {@link #TTL}, and that under which its resource is known with it; false if it is gone. */
    public CompletionStage<Boolean> touch(String username) {
        return safely(() -> store.touch(IceBinding.key(username), TTL))
                .thenCompose(there -> there ? touchFirst(username) : CompletableFuture.completedStage(false));
    }

    private CompletionStage<Boolean> touchFirst(String username) {
        return safely(() -> store.touch(first(username), TTL))
                .thenCompose(restarted -> restarted
                        ? safely(() -> store.find(first(username)))
                                .thenAccept(found -> found.ifPresent(name -> {
                                    safely(() -> store.touch(IceBinding.key(name), TTL));
                                    safely(() -> store.touch(last(name), TTL));
                                }))
                                .thenApply(done -> true)
                        : CompletableFuture.completedStage(true));
    }

    /**
     * Stores what an ICE restart made of a session. The resource stays where it was, so the client names the first binding for
     * as long as the session lives: that one stays, and leads to the last.
     *
     * @param known the binding that the client's location names
     * @param renewed the new one
     * @return the username before the restart; empty if the new binding could not be stored
     */
    public CompletionStage<Optional<String>> restart(IceBinding known, IceBinding renewed) {
        String name = known.username();
        return put(renewed)
                .thenCompose(stored -> stored
                        ? safely(() -> store.find(last(name)))
                                .thenCompose(before -> link(name, before, renewed.username())
                                        .thenApply(done -> Optional.of(before.orElse(name))))
                        : CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Boolean> link(String name, Optional<String> before, String now) {
        CompletionStage<String> back = safely(() -> store.bindIfAbsent(first(now), name, TTL));
        return back.thenCompose(done -> before.isPresent()
                ? safely(() -> store.rebind(last(name), before.get(), now, TTL))
                : safely(() -> store.bindIfAbsent(last(name), now, TTL)).thenApply(now::equals));
    }

    /**
     * Forgets a session, under all the names that it has now.
     *
     * @param known the binding that the client's location names
     * @return its usernames: the last one is that of its media
     */
    public CompletionStage<List<String>> forget(IceBinding known) {
        String name = known.username();
        return safely(() -> store.find(last(name))).thenCompose(found -> {
            CompletionStage<Boolean> forgotten = remove(known);
            if (found.isEmpty()) {
                return forgotten.thenApply(done -> List.of(name));
            }
            String now = found.get();
            return forgotten
                    .thenCompose(done -> find(now))
                    .thenCompose(last -> last.isPresent() ? remove(last.get()) : forgotten)
                    .thenCompose(done -> safely(() -> store.release(last(name), now)))
                    .thenCompose(done -> safely(() -> store.release(first(now), name)))
                    .thenApply(done -> List.of(name, now));
        });
    }

    /** Where a restarted session has the username under which its resource is known. */
    private static AffinityKey first(String username) {
        return new AffinityKey("icefirst", username);
    }

    /** Where the resource's username has the one that checks carry now. */
    private static AffinityKey last(String username) {
        return new AffinityKey("icelast", username);
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
