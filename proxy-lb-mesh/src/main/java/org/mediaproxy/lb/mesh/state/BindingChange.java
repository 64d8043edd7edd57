package org.mediaproxy.lb.mesh.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change of what is bound to a name.
 *
 * @param kind which
 * @param namespace whose
 * @param expected the value that must stand, to move or to release it; else empty
 * @param value the new value, to bind or to move; else empty
 * @param ttlMillis how long it lives; 0 to release
 * @param call unique
 */
public record BindingChange(Kind kind, String namespace, String expected, String value, long ttlMillis, String call)
        implements Change<Bindings, BindingAnswer> {

    /** The four operations; their names travel. */
    public enum Kind {
        /** Sets it if there is none. */
        BIND,
        /** Replaces the expected one. */
        REBIND,
        /** Starts the expiry anew. */
        TOUCH,
        /** Removes the expected one. */
        RELEASE
    }

    @Override
    public Outcome<Bindings, BindingAnswer> of(@Nullable Bindings before, long now) {
        Bindings all = before == null ? Bindings.NONE : before;
        Optional<Slot> stands = all.live(namespace, now);
        if (stands.isEmpty()) {
            return kind == Kind.BIND ? put(all, fresh(now), true, now) : Outcome.unchanged(before, BindingAnswer.NO);
        }
        Slot slot = stands.get();
        return switch (kind) {
            case BIND -> Outcome.unchanged(before, BindingAnswer.of(false, slot, now));
            case TOUCH -> touched(all, slot, now);
            case REBIND -> rebound(all, slot, now);
            case RELEASE -> released(all, slot, now);
        };
    }

    private Outcome<Bindings, BindingAnswer> touched(Bindings all, Slot slot, long now) {
        Slot later = slot.until(now + ttlMillis);
        return later.equals(slot)
                ? Outcome.unchanged(all, BindingAnswer.of(true, slot, now))
                : put(all, later, true, now);
    }

    private Outcome<Bindings, BindingAnswer> rebound(Bindings all, Slot slot, long now) {
        if (slot.call().equals(call)) { // sent again, because the answer was lost with a member
            return Outcome.unchanged(all, BindingAnswer.of(true, slot, now));
        }
        if (!slot.value().equals(expected)) {
            return Outcome.unchanged(all, BindingAnswer.of(false, slot, now));
        }
        Slot moved = fresh(now);
        boolean same = value.equals(expected);
        return put(all, same ? new Slot(value, slot.boundAt(), moved.expiresAt(), call) : moved, true, now);
    }

    private Outcome<Bindings, BindingAnswer> released(Bindings all, Slot slot, long now) {
        if (!slot.value().equals(expected)) {
            return Outcome.unchanged(all, BindingAnswer.of(false, slot, now));
        }
        Bindings rest = all.without(namespace, now);
        BindingAnswer done = new BindingAnswer(true, "", 0);
        return rest.slots().isEmpty()
                ? Outcome.removed(done)
                : new Outcome<>(rest, true, rest.lastsUntil() - now, done);
    }

    private Slot fresh(long now) {
        return new Slot(value, now, now + ttlMillis, call);
    }

    private Outcome<Bindings, BindingAnswer> put(Bindings all, Slot slot, boolean done, long now) {
        Bindings after = all.with(namespace, slot, now);
        return new Outcome<>(after, true, after.lastsUntil() - now, BindingAnswer.of(done, slot, now));
    }
}
