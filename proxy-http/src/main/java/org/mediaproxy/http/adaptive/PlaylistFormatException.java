package org.mediaproxy.http.adaptive;

/** An origin's playlist cannot be read. Has no stack: it is bad input, not a bug. */
final class PlaylistFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PlaylistFormatException(String message) {
        super(message, null, false, false);
    }
}
