package org.mediaproxy.core.session;

import java.util.Locale;

/** The step of the one way through in which a session is. */
public enum Phase {
    ACCEPT('A'),
    IDENTIFY('I'),
    ROUTE('O'),
    CONNECT('C'),
    RELAY('R');

    private final char letter;

    Phase(char letter) {
        this.letter = letter;
    }

    /** One letter for the end line, after HAProxy's termination states. */
    char letter() {
        return letter;
    }

    /** The word in metric labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
