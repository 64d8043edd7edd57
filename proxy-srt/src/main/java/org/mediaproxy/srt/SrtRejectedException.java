package org.mediaproxy.srt;

import org.mediaproxy.srt.packet.Rejection;

/** A caller asks for what cannot be given; carries what it is told. Has no stack: it is an answer, not a bug. */
final class SrtRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Rejection rejection;

    SrtRejectedException(Rejection rejection, String message) {
        super(message, null, false, false);
        this.rejection = rejection;
    }

    /** The reason on the wire. */
    Rejection rejection() {
        return rejection;
    }
}
