package org.mediaproxy.core.load;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.ProxySnapshot;
import org.mediaproxy.core.transport.Pulse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other proxies how many sessions each origin has through this one, and hears what they have. What they said last counts until
 * they say something else or the cluster forgets them. Owned by the proxy, from its start to {@link #end}. Any thread.
 */
public final class ClusterReport {

    /** How often the others are told. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterReport.class);

    private static final long END_SECONDS = 2;

    private static final int MOST_SKIPPED = 2;

    private final ClusterView cluster;
    private final boolean shared;
    private final Sessions sessions;
    private final InstantSource clock;
    private final String proxyId;
    private final OriginLoad load = new OriginLoad();
    private final ProxyPresence presence;
    private volatile String address = "";
    private volatile List<ProxySnapshot> others = List.of();
    private volatile boolean told;
    private volatile boolean ended;
    private volatile long toldAt = -1;
    private final AtomicInteger skipped = new AtomicInteger();

    /**
     * Says nothing yet.
     *
     * @param shared whether there may be others; else there is nothing to tell as long as no session changes
     */
    public ClusterReport(ClusterView cluster, boolean shared, Sessions sessions, InstantSource clock, String proxyId) {
        this.cluster = cluster;
        this.shared = shared;
        this.sessions = sessions;
        this.clock = clock;
        this.proxyId = proxyId;
        this.presence = new ProxyPresence(clock);
    }

    /** What comes of it. */
    public OriginLoad load() {
        return load;
    }

    /** Which of the others are gone. */
    public ProxyPresence presence() {
        return presence;
    }

    /** How often {@link #exchange} must be called. */
    public Duration interval() {
        return shared ? INTERVAL : Pulse.BEAT;
    }

    /** Tells where this proxy's System API is reached, once it is known. */
    public void reachedAt(String systemApi) {
        address = systemApi;
    }

    /** Counts, tells and hears. Never blocks. */
    public void exchange() {
        if (ended || nothingNew()) {
            return;
        }
        Map<OriginId, Long> own = counted();
        load.renew(own, others); // the others may be silent
        told = true;
        safely(() -> cluster.publish(new ProxySnapshot(proxyId, address, own, clock.instant())))
                .whenComplete((done, error) -> failed("told", error));
        safely(cluster::peers).whenComplete((peers, error) -> {
            failed("asked", error);
            if (peers != null) {
                presence.hear(peers);
                others = peers.stream()
                        .filter(peer -> !peer.proxyId().equals(proxyId))
                        .toList();
                load.renew(own, others);
            }
        });
    }

    /** Alone, it need not count what has not changed; now and then it does, because a process that takes over may have told of another. */
    private boolean nothingNew() {
        long changes =
                sessions.changes(); // looked at before they are counted: one that comes meanwhile is counted again
        if (!shared && changes == toldAt && others.isEmpty() && skipped.getAndIncrement() < MOST_SKIPPED) {
            return true;
        }
        toldAt = changes;
        skipped.set(0);
        return false;
    }

    private Map<OriginId, Long> counted() {
        Map<OriginId, Long> own = new HashMap<>();
        for (Session session : sessions.open()) {
            OriginId origin = session.origin();
            if (origin != null) {
                own.merge(origin, 1L, Long::sum);
            }
        }
        return own;
    }

    /** Says that this proxy has no sessions any more, if it ever said anything; nothing is said after it. Completes in time. */
    public CompletionStage<?> end() {
        ended = true;
        if (!told) {
            return CompletableFuture.completedFuture(null);
        }
        return safely(() -> cluster.publish(new ProxySnapshot(proxyId, address, Map.of(), clock.instant())))
                .exceptionally(error -> null)
                .toCompletableFuture()
                .completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS);
    }

    private static void failed(String what, @Nullable Throwable error) {
        if (error != null) {
            LOG.debug("the other proxies cannot be {} now", what, error);
        }
    }

    private static <T extends @Nullable Object> CompletionStage<T> safely(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
