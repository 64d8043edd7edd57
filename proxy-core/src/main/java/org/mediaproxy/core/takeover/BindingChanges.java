package org.mediaproxy.core.takeover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.LocalBinding;

/** What changes from one look at all bindings to the next. One thread. */
final class BindingChanges {

    /** Expiries that differ by less are the same, read twice. */
    private static final long SAME_NANOS = Duration.ofMillis(500).toNanos();

    private Map<AffinityKey, Seen> last = new HashMap<>();

    private record Seen(String value, long endNanos) {}

    /**
     * The changes since the last call; everything at the first.
     *
     * @param now all that is bound
     * @param nanos the time of {@link System#nanoTime}
     */
    List<BindingChange> since(List<LocalBinding> now, long nanos) {
        List<BindingChange> changes = new ArrayList<>();
        Map<AffinityKey, Seen> seen = new HashMap<>();
        for (LocalBinding binding : now) {
            Seen there = new Seen(binding.value(), nanos + binding.ttl().toNanos());
            Seen before = last.remove(binding.key());
            seen.put(binding.key(), there);
            if (before == null) {
                changes.add(change(BindingChange.Kind.BOUND, binding, ""));
            } else if (!before.value.equals(there.value)) {
                changes.add(change(BindingChange.Kind.MOVED, binding, before.value));
            } else if (there.endNanos - before.endNanos > SAME_NANOS) {
                changes.add(change(BindingChange.Kind.TOUCHED, binding, ""));
            } else {
                seen.put(binding.key(), before); // or small steps would never add up
            }
        }
        last.forEach((key, gone) -> {
            if (gone.endNanos - nanos > 0) { // else it has just expired, there as here
                changes.add(new BindingChange(BindingChange.Kind.RELEASED, key, "", gone.value, Duration.ZERO));
            }
        });
        last = seen;
        return changes;
    }

    private static BindingChange change(BindingChange.Kind kind, LocalBinding binding, String was) {
        return new BindingChange(kind, binding.key(), was, binding.value(), binding.ttl());
    }
}
