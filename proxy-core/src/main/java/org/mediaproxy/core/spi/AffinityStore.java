package org.mediaproxy.core.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Values by key with an expiry, shared by all proxies, with the two atomic operations that routing needs. Values are
 * text; who owns a namespace owns its format. Any thread.
 */
public interface AffinityStore {

    /** The value, if there is one and it has not expired. */
    CompletionStage<Optional<String>> find(AffinityKey key);

    /**
     * Sets the value if there is none. Atomic across all proxies: exactly one caller wins.
     *
     * @return the value that stands now: the caller's own, or the winner's
     */
    CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl);

    /**
     * Finds the value, and sets one if there is none. By itself these are two calls; a store that is a round trip away does better to
     * make one of them.
     *
     * @param value what to set, if anything; asked for once at most, and only where this process does not know the value, by the
     *     calling thread or one that completes the call
     * @param ttl until it expires, as with {@link #bindIfAbsent}
     * @return what stands now
     */
    default CompletionStage<Standing> findOrBind(AffinityKey key, Supplier<Optional<String>> value, Duration ttl) {
        return find(key).thenCompose(found -> {
            Optional<String> mine = found.isPresent() ? Optional.empty() : value.get();
            return mine.isEmpty()
                    ? CompletableFuture.completedFuture(Standing.found(found))
                    : bindIfAbsent(key, mine.get(), ttl)
                            .thenApply(stands -> new Standing(Optional.of(stands), stands.equals(mine.get())));
        });
    }

    /**
     * Replaces the value if it is the expected one.
     *
     * @return whether it was
     */
    CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl);

    /**
     * Starts the expiry anew, never shortening it.
     *
     * @return whether there was a value
     */
    CompletionStage<Boolean> touch(AffinityKey key, Duration ttl);

    /**
     * Removes the value if it is the expected one.
     *
     * @return whether it was
     */
    CompletionStage<Boolean> release(AffinityKey key, String expected);

    /**
     * Lists the values of a namespace in pages.
     *
     * @param cursor empty for the first page, else {@link AffinityPage#next} of the one before
     * @param limit entries a page, about; 1 or more
     */
    CompletionStage<AffinityPage> list(String namespace, String cursor, int limit);
}
