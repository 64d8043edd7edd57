package org.mediaproxy.lb.mesh;

import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.lb.mesh.state.OriginChange;
import org.mediaproxy.lb.mesh.state.OriginRecord;
import org.mediaproxy.lb.mesh.state.Step;

/**
 * The origins, by their server ids, and the table of all of them that answers for it. Members tell each other of every change, and all are read
 * once a second in case one was not heard of.
 */
final class MeshOriginRegistry implements OriginRegistry {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MAX_ROUNDS = 8;

    /** How long the grid is waited for where the table would do that is only not fresh. */
    private static final Duration SHORT = Duration.ofMillis(250);

    private final MeshCalls calls;
    private final IMap<String, OriginRecord> records;
    private final LongSupplier gridTime;
    private final long ttlMillis;
    private final AtomicBoolean polling = new AtomicBoolean();
    private volatile OriginTable table = OriginTable.empty(System.nanoTime());

    MeshOriginRegistry(MeshCalls calls, IMap<String, OriginRecord> records, LongSupplier gridTime, Duration ttl) {
        this.calls = calls;
        this.records = records;
        this.gridTime = gridTime;
        this.ttlMillis = Math.max(1, ttl.toMillis());
    }

    /** From now on every change in the mesh is heard of, on a thread of the grid. */
    void listen() {
        EntryAddedListener<String, OriginRecord> added = event -> heard(event.getKey(), event.getValue());
        EntryUpdatedListener<String, OriginRecord> updated = event -> heard(event.getKey(), event.getValue());
        EntryMergedListener<String, OriginRecord> merged = event -> heard(event.getKey(), event.getValue());
        EntryRemovedListener<String, OriginRecord> removed = event -> heard(event.getKey(), null);
        List.of(added, updated, merged, removed).forEach(listener -> records.addEntryListener(listener, true));
    }

    private synchronized void heard(String server, @Nullable OriginRecord record) {
        table = table.with(server, record);
    }

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        return step(origin.server(), new OriginChange.Register(origin, ttlMillis))
                .thenApply(record -> {
                    heard(origin.server(), record);
                    return null;
                });
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        OriginTable now = table;
        if (isFresh(now)) {
            return CompletableFuture.completedFuture(now.live(gridTime.getAsLong()));
        }
        return load(patience(now)).handle((done, error) -> table.live(gridTime.getAsLong()));
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        OriginTable now = table;
        Optional<Origin> known = now.find(id, gridTime.getAsLong());
        if (known.isPresent() && isFresh(now)) {
            return CompletableFuture.completedFuture(known);
        }
        return load(patience(now)).handle((done, error) -> table.find(id, gridTime.getAsLong()));
    }

    private Duration patience(OriginTable last) {
        return last.records().isEmpty() ? calls.timeout() : SHORT;
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        return changed(id, new OriginChange.Remove(id), true).thenApply(done -> null);
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        return changed(id, new OriginChange.Mark(id, draining), false);
    }

    /** An id does not tell the server's, so it is looked for first. */
    private CompletableFuture<Boolean> changed(OriginId id, OriginChange change, boolean removes) {
        return load(calls.timeout()).thenCompose(read -> {
            Optional<String> server =
                    table.record(id).map(record -> record.origin().server());
            if (server.isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            return step(server.get(), change).thenApply(record -> {
                if (record != null) {
                    heard(server.get(), removes ? null : record);
                }
                return record != null;
            });
        });
    }

    private CompletableFuture<@Nullable OriginRecord> step(String server, OriginChange change) {
        return calls.<@Nullable OriginRecord>step(
                () -> records.submitToKey(server, new Step<OriginRecord, OriginRecord>(change)));
    }

    /** Reads the table anew; called every second, and where a change may not have been told. */
    void poll() {
        if (polling.compareAndSet(false, true)) {
            load(calls.timeout()).whenComplete((done, error) -> polling.set(false));
        }
    }

    /** As the table has it now, for tests. */
    Optional<Origin> known(OriginId id) {
        return table.find(id, gridTime.getAsLong());
    }

    private CompletableFuture<Boolean> load(Duration patience) {
        return calls.scan(
                () -> {
                    for (int round = 0; round < MAX_ROUNDS; round++) {
                        long before = table.changes();
                        long at = System.nanoTime();
                        if (keep(new OriginTable(read(), at, before))) {
                            return true;
                        }
                    }
                    return false; // what was heard meanwhile is newer than what was read
                },
                patience);
    }

    private Map<String, OriginRecord> read() {
        return records.values().stream()
                .collect(Collectors.toMap(record -> record.origin().server(), record -> record, (one, other) -> one));
    }

    private synchronized boolean keep(OriginTable read) {
        if (read.changes() != table.changes()) {
            return false;
        }
        if (read.readAt() - table.readAt() > 0) {
            table = read;
        }
        return true;
    }

    private static boolean isFresh(OriginTable candidate) {
        return System.nanoTime() - candidate.readAt() < FRESH_NANOS;
    }
}
