package org.mediaproxy.lb.mesh.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that is bound to one name: the value of one key of the grid. The namespaces of a name are kept together, because where two halves
 * of a mesh meet again a stream and its publisher's hold must win or lose together. Immutable.
 *
 * @param slots by namespace
 */
public record Bindings(Map<String, Slot> slots) {

    static final Bindings NONE = new Bindings(Map.of());

    public Bindings {
        slots = Map.copyOf(slots);
    }

    /** What is bound in a namespace and has not expired. */
    public Optional<Slot> live(String namespace, long now) {
        return Optional.ofNullable(slots.get(namespace)).filter(slot -> slot.isLive(now));
    }

    /** With another slot, and without those that have expired. */
    Bindings with(String namespace, Slot slot, long now) {
        Map<String, Slot> more = lively(now);
        more.put(namespace, slot);
        return new Bindings(more);
    }

    /** Without a slot, and without those that have expired. */
    Bindings without(String namespace, long now) {
        Map<String, Slot> less = lively(now);
        less.remove(namespace);
        return less.isEmpty() ? NONE : new Bindings(less);
    }

    private Map<String, Slot> lively(long now) {
        Map<String, Slot> lively = new HashMap<>(slots);
        lively.values().removeIf(slot -> !slot.isLive(now));
        return lively;
    }

    /** When the last of them goes; 0 if there is none. */
    long lastsUntil() {
        return slots.values().stream().mapToLong(Slot::expiresAt).max().orElse(0);
    }
}
