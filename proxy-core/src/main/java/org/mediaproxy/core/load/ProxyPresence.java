package org.mediaproxy.core.load;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mediaproxy.core.spi.ProxySnapshot;

/**
 * Which of the other proxies are gone: those that have said nothing new for a while, though the shared state has told of the others all the
 * time. Only this proxy's own clock counts. While the state is silent itself nobody is gone. Owner of its map: who was silent for long is
 * forgotten. Any thread.
 */
public final class ProxyPresence {

    /** How long a proxy may be silent: three times what lies between two words of it. */
    static final Duration SILENCE = ClusterReport.INTERVAL.multipliedBy(3);

    private final InstantSource clock;
    private final Map<String, Word> words = new ConcurrentHashMap<>();
    private volatile Instant listeningSince = Instant.MIN;
    private volatile Instant heard = Instant.MIN;

    /**
     * What a proxy said last.
     *
     * @param said when, by its own clock
     * @param heard when that was heard here first
     */
    private record Word(Instant said, Instant heard) {}

    ProxyPresence(InstantSource clock) {
        this.clock = clock;
    }

    /** The shared state has told what each proxy said last. */
    void hear(List<ProxySnapshot> peers) {
        Instant now = clock.instant();
        if (isLong(heard, now)) {
            listeningSince = now; // the others may have been silent because nobody could speak
            words.clear();
        }
        heard = now;
        for (ProxySnapshot peer : peers) {
            words.compute(
                    peer.proxyId(),
                    (id, word) -> word != null && word.said.equals(peer.at()) ? word : new Word(peer.at(), now));
        }
        words.values().removeIf(word -> isLong(word.heard, now));
    }

    /** Whether the proxy was there and is there no more, as far as this one can know. */
    public boolean isGone(String proxyId) {
        Instant now = clock.instant();
        boolean listening = !isLong(heard, now) && isLong(listeningSince, now);
        return listening && !words.containsKey(proxyId);
    }

    private static boolean isLong(Instant since, Instant now) {
        return since.isBefore(now.minus(SILENCE));
    }
}
