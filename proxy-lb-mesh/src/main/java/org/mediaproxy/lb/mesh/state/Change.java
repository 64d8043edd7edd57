package org.mediaproxy.lb.mesh.state;

import org.jspecify.annotations.Nullable;

/**
 * What happens to one entry, decided by the member that owns it, one change at a time: what makes the operations of the stores atomic for
 * all proxies. Travels through the grid; without effects.
 *
 * @param <V> the entry's value
 * @param <R> the answer
 */
public interface Change<V, R> {

    /**
     * What comes of it.
     *
     * @param before the value that stands; null if there is none
     * @param now in ms of the grid's time
     */
    Outcome<V, R> of(@Nullable V before, long now);

    /**
     * What came of a change.
     *
     * @param after the value from now on; null removes it
     * @param changed whether it is another one than before
     * @param lastsMillis how long the value is of use
     * @param answer for whoever asked; null if the change says so
     */
    record Outcome<V, R>(
            @Nullable V after,
            boolean changed,
            long lastsMillis,
            @Nullable R answer) {

        static <V, R> Outcome<V, R> unchanged(@Nullable V before, @Nullable R answer) {
            return new Outcome<>(before, false, 0, answer);
        }

        static <V, R> Outcome<V, R> removed(@Nullable R answer) {
            return new Outcome<>(null, true, 0, answer);
        }
    }
}
