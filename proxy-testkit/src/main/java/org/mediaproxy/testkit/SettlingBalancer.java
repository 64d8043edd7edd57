package org.mediaproxy.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.OriginRegistry;

/**
 * A balancer whose changes are answered only when all balancers of the test have heard of them. Proxies keep copies, and a change takes one
 * message to reach them; the contract looks at once. Where the message does not come, waiting ends, and the contract fails.
 */
public class SettlingBalancer implements LoadBalancer, AffinityStore, OriginRegistry {

    private final LoadBalancer own;
    private final List<? extends Copies> all;
    private final Duration patience;

    /** What a proxy would answer by itself now, without asking the others. */
    public interface Copies {

        /** What a key is bound to, where it has a copy. */
        Optional<String> fresh(AffinityKey key);

        /** A registered origin. */
        Optional<Origin> known(OriginId id);
    }

    /**
     * Asks {@code own}.
     *
     * @param all of the balancers that must have heard of a change; the list may grow
     * @param patience how long to wait for that at most
     */
    public SettlingBalancer(LoadBalancer own, List<? extends Copies> all, Duration patience) {
        this.own = own;
        this.all = all;
        this.patience = patience;
    }

    @Override
    public OriginRegistry origins() {
        return this;
    }

    @Override
    public AffinityStore affinity() {
        return this;
    }

    @Override
    public ClusterView cluster() {
        return own.cluster();
    }

    @Override
    public void close() {
        own.close();
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        return own.affinity().find(key);
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return own.affinity().bindIfAbsent(key, value, ttl);
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return own.affinity().rebind(key, expected, value, ttl).thenApplyAsync(done -> {
            if (done && !expected.equals(value)) {
                settle(() -> nobodyKnows(key, expected));
            }
            return done;
        });
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return own.affinity().touch(key, ttl);
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return own.affinity().release(key, expected).thenApplyAsync(done -> {
            if (done) {
                settle(() -> nobodyKnows(key, expected));
            }
            return done;
        });
    }

    private boolean nobodyKnows(AffinityKey key, String value) {
        return all.stream()
                .noneMatch(one -> one.fresh(key).filter(value::equals).isPresent());
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return own.affinity().list(namespace, cursor, limit);
    }

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        return own.origins().register(origin).thenApplyAsync(done -> {
            settle(() -> everybodySees(
                    origin.id(), found -> found.isPresent() && bare(found.get()).equals(bare(origin))));
            return null;
        });
    }

    private static Origin bare(Origin origin) {
        return origin.withDraining(false).updated(Instant.EPOCH);
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        return own.origins().live();
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        return own.origins().find(id);
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        return own.origins().remove(id).thenApplyAsync(done -> {
            settle(() -> everybodySees(id, Optional::isEmpty));
            return null;
        });
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        return own.origins().setDraining(id, draining).thenApplyAsync(done -> {
            if (done) {
                settle(() ->
                        everybodySees(id, found -> found.map(Origin::draining).equals(Optional.of(draining))));
            }
            return done;
        });
    }

    private interface Sight {
        boolean holds(Optional<Origin> found);
    }

    private boolean everybodySees(OriginId id, Sight sight) {
        return all.stream().allMatch(one -> sight.holds(one.known(id)));
    }

    private void settle(BooleanSupplier settled) {
        long end = System.nanoTime() + patience.toNanos();
        while (!settled.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(200_000);
        }
    }
}
