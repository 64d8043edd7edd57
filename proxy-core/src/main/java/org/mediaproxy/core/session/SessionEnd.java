package org.mediaproxy.core.session;

/**
 * The one reason why a session ended.
 *
 * @param side who ended it
 * @param phase the step it was in
 * @param cause why
 */
public record SessionEnd(Side side, Phase phase, Cause cause) {

    /** Two letters an operator can search for: {@code CR} is a client that left during the relay. */
    public String code() {
        return "" + side.name().charAt(0) + phase.letter();
    }
}
