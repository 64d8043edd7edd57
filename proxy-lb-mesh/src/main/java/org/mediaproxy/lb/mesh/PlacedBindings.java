package org.mediaproxy.lb.mesh;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.mediaproxy.core.spi.AffinityKey;

/** Bindings that this proxy made by itself, while no other answered, and that the mesh does not know yet. Any thread. */
final class PlacedBindings {

    private final ConcurrentMap<AffinityKey, Placed> all = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /**
     * A binding.
     *
     * @param value it
     * @param endsAt when it expires, by {@link System#nanoTime}
     */
    record Placed(String value, long endsAt) {

        boolean isLive(long now) {
            return endsAt - now > 0;
        }
    }

    /**
     * Has none yet.
     *
     * @param nanos what {@link System#nanoTime} is; tests turn it by hand
     */
    PlacedBindings(LongSupplier nanos) {
        this.nanos = nanos;
    }

    Optional<String> find(AffinityKey key) {
        return Optional.ofNullable(all.get(key))
                .filter(placed -> placed.isLive(nanos.getAsLong()))
                .map(Placed::value);
    }

    String bindIfAbsent(AffinityKey key, String value, long ttlMillis) {
        long now = nanos.getAsLong();
        Placed mine = new Placed(value, now + ttlMillis * 1_000_000);
        Placed stands = all.compute(key, (k, placed) -> placed != null && placed.isLive(now) ? placed : mine);
        return stands == null ? value : stands.value;
    }

    boolean rebind(AffinityKey key, String expected, String value, long ttlMillis) {
        Placed placed = all.get(key);
        long now = nanos.getAsLong();
        return placed != null
                && placed.isLive(now)
                && placed.value.equals(expected)
                && all.replace(key, placed, new Placed(value, now + ttlMillis * 1_000_000));
    }

    boolean touch(AffinityKey key, long ttlMillis) {
        long now = nanos.getAsLong();
        long later = now + ttlMillis * 1_000_000;
        return all.computeIfPresent(key, (k, placed) -> {
                    if (!placed.isLive(now)) {
                        return null;
                    }
                    return later - placed.endsAt > 0 ? new Placed(placed.value, later) : placed;
                })
                != null;
    }

    boolean release(AffinityKey key, String expected) {
        Placed placed = all.get(key);
        return placed != null
                && placed.isLive(nanos.getAsLong())
                && placed.value.equals(expected)
                && all.remove(key, placed);
    }

    /** Whether this proxy made it alone. */
    boolean has(AffinityKey key) {
        return find(key).isPresent();
    }

    /** Those that the mesh should know, with what they have left to live in ms; forgets what has expired. */
    void forEach(Visitor visitor) {
        long now = nanos.getAsLong();
        for (Map.Entry<AffinityKey, Placed> entry : all.entrySet()) {
            Placed placed = entry.getValue();
            if (placed.isLive(now)) {
                visitor.visit(entry.getKey(), placed, (placed.endsAt - now) / 1_000_000 + 1);
            } else {
                all.remove(entry.getKey(), placed);
            }
        }
    }

    /** What is done with each. */
    interface Visitor {
        void visit(AffinityKey key, Placed placed, long leftMillis);
    }

    /** The mesh knows it, or another that stands instead. */
    void settled(AffinityKey key, Placed placed) {
        all.remove(key, placed);
    }
}
