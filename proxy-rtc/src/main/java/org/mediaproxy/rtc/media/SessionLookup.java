package org.mediaproxy.rtc.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtc.ice.IceBindings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks sessions up that this proxy does not serve yet. What was found, or not, is remembered for a second, so that a flood costs
 * the shared state one question a second for each name; how many questions are open at a time is limited, and how many an
 * address may cause in a second. Any thread.
 */
final class SessionLookup {

    private static final Logger LOG = LoggerFactory.getLogger(SessionLookup.class);

    private static final Duration MEMORY = Duration.ofSeconds(1);
    private static final int MAX_REMEMBERED = 10_000;
    private static final int MAX_OPEN = 1_024;
    private static final int MAX_PER_ADDRESS = 200;
    private static final int MAX_ADDRESSES = 100_000;
    private static final long TIMEOUT_MILLIS = 3_000;

    private final IceBindings bindings;
    private final Cache<String, Answer> recent = Caffeine.newBuilder()
            .expireAfterWrite(MEMORY)
            .maximumSize(MAX_REMEMBERED)
            .build();
    private final Cache<InetAddress, AtomicInteger> asked = Caffeine.newBuilder()
            .expireAfterWrite(MEMORY)
            .maximumSize(MAX_ADDRESSES)
            .build();
    private final AtomicInteger open = new AtomicInteger();

    /** What the shared state said: the session, or null if it has none. */
    record Answer(@Nullable IceCredential credential) {}

    SessionLookup(IceBindings bindings) {
        this.bindings = bindings;
    }

    /** What was said a moment ago; null if nothing was. */
    @Nullable
    Answer remembered(String username) {
        return recent.getIfPresent(username);
    }

    /** Whether this address may cause one more question now. */
    boolean admits(InetAddress from) {
        return open.get() < MAX_OPEN
                && asked.get(from, address -> new AtomicInteger()).incrementAndGet() <= MAX_PER_ADDRESS;
    }

    /** Asks the shared state; empty too if it gives no answer. Completes on any thread. */
    CompletionStage<Optional<IceCredential>> find(String username) {
        open.incrementAndGet();
        CompletableFuture<Optional<IceCredential>> found = bindings.find(username)
                .thenApply(binding -> binding.map(IceCredential::of))
                .toCompletableFuture();
        CompletableFuture<Optional<IceCredential>> timed =
                found.isDone() ? found : found.orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        return timed.handle((credential, error) -> {
            open.decrementAndGet();
            if (error != null) {
                LOG.warn("a session of WebRTC could not be looked up: {}", error.toString());
                return Optional.empty();
            }
            recent.put(username, new Answer(credential.orElse(null)));
            return credential;
        });
    }

    /** The session is not to be opened again at once: its origin failed, or it ended. */
    void rest(String username) {
        recent.put(username, new Answer(null));
    }
}
