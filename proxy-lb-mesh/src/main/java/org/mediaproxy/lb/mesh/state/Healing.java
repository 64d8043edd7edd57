package org.mediaproxy.lb.mesh.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands where two halves of a mesh met that both went on. The same whichever half is asked: the order of the two does not matter.
 *
 * <p>A stream and its publisher's hold win or lose together. The half whose publisher holds the stream for longer wins, and one with a
 * publisher over one without; where nobody publishes, the binding that was made first. So a stream that stayed alive through the partition
 * keeps its origin, and of two that both live the younger publisher is the one that ends.
 */
final class Healing {

    /** The bindings of core's router, each with its hold: a stream's, and that of its backup where streams have two origins. */
    private static final List<Pair> PAIRS =
            List.of(new Pair("stream", "publisher"), new Pair("backup", "backuppublisher"));

    private Healing() {}

    static Bindings of(Bindings one, Bindings other, long now) {
        Map<String, Slot> healed = new HashMap<>();
        Set<String> others = new TreeSet<>(one.slots().keySet());
        others.addAll(other.slots().keySet());
        for (Pair pair : PAIRS) {
            pair.heal(one, other, now, healed);
            others.remove(pair.binding);
            others.remove(pair.hold);
        }
        for (String namespace : others) {
            older(one.live(namespace, now), other.live(namespace, now)).ifPresent(slot -> healed.put(namespace, slot));
        }
        return healed.isEmpty() ? Bindings.NONE : new Bindings(healed);
    }

    /** The namespaces of a binding and of its hold. */
    private record Pair(String binding, String hold) {

        void heal(Bindings one, Bindings other, long now, Map<String, Slot> healed) {
            boolean first = wins(one, other, now);
            Bindings winner = first ? one : other;
            Bindings loser = first ? other : one;
            winner.live(hold, now).ifPresent(slot -> healed.put(hold, slot));
            winner.live(binding, now)
                    .or(() -> loser.live(binding, now))
                    .ifPresent(slot -> healed.put(binding, lasting(slot, loser, now)));
        }

        /** Both halves may have bound the same: then what one of them touched stays as long as it said. */
        private Slot lasting(Slot slot, Bindings loser, long now) {
            return loser.live(binding, now)
                    .filter(same -> same.value().equals(slot.value()))
                    .map(same -> slot.until(same.expiresAt()))
                    .orElse(slot);
        }

        private boolean wins(Bindings one, Bindings other, long now) {
            Optional<Slot> mine = one.live(hold, now);
            Optional<Slot> theirs = other.live(hold, now);
            if (mine.isPresent() && theirs.isPresent()) {
                int order = Long.compare(since(mine.get()), since(theirs.get()));
                return order != 0
                        ? order < 0
                        : mine.get().value().compareTo(theirs.get().value()) <= 0;
            }
            if (mine.isPresent() || theirs.isPresent()) {
                return mine.isPresent();
            }
            Optional<Slot> bound = one.live(binding, now);
            return bound.isPresent() && older(bound, other.live(binding, now)).equals(bound);
        }
    }

    /**
     * Since when a publisher holds a stream: the third word of what core writes, {@code proxyId sessionId epochMillis originId}. Text of another form
     * counts as the oldest, as it does there.
     */
    static long since(Slot hold) {
        String[] words = hold.value().split(" ", 4);
        try {
            return words.length < 3 ? 0 : Long.parseLong(words[2]);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Optional<Slot> older(Optional<Slot> one, Optional<Slot> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        Slot mine = one.get();
        Slot theirs = other.get();
        int order = Long.compare(mine.boundAt(), theirs.boundAt());
        if (order == 0) {
            order = mine.value().compareTo(theirs.value());
        }
        return order <= 0 ? one : other;
    }
}
