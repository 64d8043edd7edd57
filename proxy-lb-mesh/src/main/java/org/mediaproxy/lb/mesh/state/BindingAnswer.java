package org.mediaproxy.lb.mesh.state;

/**
 * What came of a change of a binding.
 *
 * @param done whether it was made
 * @param value what stands now; empty if nothing does
 * @param leftMillis how long that lives from now on
 */
public record BindingAnswer(boolean done, String value, long leftMillis) {

    /** Nothing stands, and nothing was done. */
    static final BindingAnswer NO = new BindingAnswer(false, "", 0);

    static BindingAnswer of(boolean done, Slot slot, long now) {
        return new BindingAnswer(done, slot.value(), slot.expiresAt() - now);
    }
}
