package org.mediaproxy.core.spi;

import java.util.Optional;

/**
 * What stands for a key.
 *
 * @param value it; empty if there is none
 * @param made whether it is there by the call that this answers
 */
public record Standing(Optional<String> value, boolean made) {

    /** Found there, or not. */
    public static Standing found(Optional<String> value) {
        return new Standing(value, false);
    }
}
