package org.mediaproxy.lb.mesh;

import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.lb.mesh.state.BindingAnswer;
import org.mediaproxy.lb.mesh.state.BindingChange;
import org.mediaproxy.lb.mesh.state.Bindings;
import org.mediaproxy.lb.mesh.state.MeshNews;
import org.mediaproxy.lb.mesh.state.Slot;
import org.mediaproxy.lb.mesh.state.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bindings: one entry of the grid a name, and copies of what was asked for. */
final class MeshAffinityStore implements AffinityStore {

    /** Look-ups of bindings by where the answer came from. */
    static final String LOOKUPS = "srs_proxy_mesh_lookups_total";

    private static final Logger LOG = LoggerFactory.getLogger(MeshAffinityStore.class);

    /** How long the grid is waited for where a copy would do that is only not fresh. */
    private static final Duration SHORT = Duration.ofMillis(250);

    /** How long it is waited for where nobody answered in the last round. */
    private static final Duration NEAR = Duration.ofSeconds(1);

    /** How long reading what this member has itself may take. */
    private static final Duration LOCAL = Duration.ofMillis(100);

    private final MeshCalls calls;
    private final IMap<String, Bindings> bindings;
    private final BindingPages pages;
    private final KnownBindings known;
    private final PlacedBindings placed;
    private final Isolation isolation;
    private final Set<AffinityKey> nowhere = ConcurrentHashMap.newKeySet();
    private final LongSupplier gridTime;
    private final Consumer<MeshNews> tell;
    private final String caller = Long.toString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX) + ".";
    private final AtomicLong number = new AtomicLong();
    private final LongAdder hits;
    private final LongAdder asked;
    private final LongAdder away;

    MeshAffinityStore(
            MeshCalls calls,
            IMap<String, Bindings> bindings,
            BindingPages pages,
            KnownBindings known,
            Isolation isolation,
            LongSupplier gridTime,
            Consumer<MeshNews> tell,
            Counters counters) {
        this.calls = calls;
        this.bindings = bindings;
        this.pages = pages;
        this.known = known;
        this.placed = new PlacedBindings(System::nanoTime);
        this.isolation = isolation;
        this.gridTime = gridTime;
        this.tell = tell;
        this.hits = counters.counter(LOOKUPS, "result", "hit");
        this.asked = counters.counter(LOOKUPS, "result", "asked");
        this.away = counters.counter(LOOKUPS, "result", "away");
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        Optional<String> copy = known.fresh(key);
        if (copy.isPresent()) {
            hits.increment();
            return CompletableFuture.completedFuture(copy);
        }
        if (isolation.isOn() || placed.has(key)) {
            return alone(key);
        }
        asked.increment();
        long mark = known.mark(key);
        long at = known.now();
        Duration patience = known.known(key).isPresent() ? SHORT : patience();
        return calls.step(() -> bindings.getAsync(key.name()), patience)
                .thenApply(all -> found(key, Optional.ofNullable(all), at, mark))
                .exceptionally(error -> {
                    Optional<String> last = known.known(key);
                    if (last.isEmpty()) {
                        throw new MeshUnavailableException(key + " cannot be found: " + error.getMessage());
                    }
                    away.increment();
                    return last;
                });
    }

    /** What this proxy can say by itself: what it placed, a copy, or what it has as a member, owner or backup. */
    private CompletionStage<Optional<String>> alone(AffinityKey key) {
        away.increment();
        Optional<String> mine = placed.find(key).or(() -> known.known(key));
        if (mine.isPresent()) {
            return CompletableFuture.completedFuture(mine);
        }
        if (nowhere.contains(key)) {
            return CompletableFuture.completedFuture(mine);
        }
        return calls.look(() -> Optional.ofNullable(bindings.get(key.name())), LOCAL)
                .thenApply(all -> all.flatMap(stand -> stand.live(key.namespace(), gridTime.getAsLong()))
                        .map(Slot::value))
                .exceptionally(error -> {
                    nowhere.add(key); // a backup that has nothing asks the owner, who is silent
                    return Optional.empty();
                });
    }

    private Optional<String> found(AffinityKey key, Optional<Bindings> all, long at, long mark) {
        long now = gridTime.getAsLong();
        Optional<Slot> slot = all.flatMap(stand -> stand.live(key.namespace(), now));
        if (slot.isEmpty()) {
            known.forget(key);
            return Optional.empty();
        }
        known.learned(key, slot.get().value(), slot.get().expiresAt() - now, at, mark);
        return Optional.of(slot.get().value());
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        if (isolation.isOn() || placed.has(key)) {
            return alone(key)
                    .thenApply(stands -> stands.orElseGet(() -> placed.bindIfAbsent(key, value, ttl.toMillis())));
        }
        return changed(key, change(BindingChange.Kind.BIND, key, "", value, ttl))
                .thenApply(BindingAnswer::value)
                .exceptionally(error -> known.known(key).orElseThrow(() -> (RuntimeException) error));
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        if (placed.has(key)) {
            return CompletableFuture.completedFuture(placed.rebind(key, expected, value, ttl.toMillis()));
        }
        long mark = known.mark(key);
        long at = known.now();
        return step(key, change(BindingChange.Kind.REBIND, key, expected, value, ttl))
                .thenApply(answer -> {
                    if (!answer.done()) {
                        known.forget(key); // the caller's idea of it was wrong, and may have been ours
                    } else if (value.equals(expected)) {
                        known.learned(key, value, answer.leftMillis(), at, mark);
                    } else {
                        known.changed(key, value, answer.leftMillis(), at, mark);
                        tell.accept(MeshNews.of(key));
                    }
                    return answer.done();
                });
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        if (placed.touch(key, ttl.toMillis())) {
            return CompletableFuture.completedFuture(true);
        }
        return changed(key, change(BindingChange.Kind.TOUCH, key, "", "", ttl)).thenApply(BindingAnswer::done);
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        if (placed.release(key, expected)) {
            return CompletableFuture.completedFuture(true);
        }
        return step(key, change(BindingChange.Kind.RELEASE, key, expected, "", Duration.ZERO))
                .thenApply(answer -> {
                    known.forget(key);
                    if (answer.done()) {
                        tell.accept(MeshNews.of(key));
                    }
                    return answer.done();
                });
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return calls.scan(() -> pages.page(namespace, cursor, limit), calls.timeout());
    }

    /** Takes what was placed here alone to the mesh, once it answers; what stands there already wins. Called every second. */
    void settle() {
        if (isolation.isOn()) {
            return;
        }
        nowhere.clear();
        placed.forEach((key, binding, left) -> changed(
                        key, change(BindingChange.Kind.BIND, key, "", binding.value(), Duration.ofMillis(left)))
                .thenAccept(answer -> {
                    placed.settled(key, binding);
                    if (!answer.value().equals(binding.value())) {
                        LOG.warn("{} was placed on {} here alone, and is on {}", key, binding.value(), answer.value());
                    }
                }));
    }

    /** A change whose answer is what stands now, which is learned. */
    private CompletableFuture<BindingAnswer> changed(AffinityKey key, BindingChange change) {
        long mark = known.mark(key);
        long at = known.now();
        return step(key, change).thenApply(answer -> {
            if (answer.value().isEmpty()) {
                known.forget(key);
            } else {
                known.learned(key, answer.value(), answer.leftMillis(), at, mark);
            }
            return answer;
        });
    }

    private CompletableFuture<BindingAnswer> step(AffinityKey key, BindingChange change) {
        Supplier<CompletionStage<BindingAnswer>> question =
                () -> bindings.submitToKey(key.name(), new Step<Bindings, BindingAnswer>(change));
        return calls.step(question, patience());
    }

    /** Where perhaps nobody is there, a client should not wait for long for what it can be told soon. */
    private Duration patience() {
        return isolation.isNear() && calls.timeout().compareTo(NEAR) > 0 ? NEAR : calls.timeout();
    }

    private BindingChange change(
            BindingChange.Kind kind, AffinityKey key, String expected, String value, Duration ttl) {
        String call = caller + Long.toString(number.incrementAndGet(), Character.MAX_RADIX);
        long millis = ttl.isZero() ? 0 : Math.max(1, ttl.toMillis());
        return new BindingChange(kind, key.namespace(), expected, value, millis, call);
    }
}
