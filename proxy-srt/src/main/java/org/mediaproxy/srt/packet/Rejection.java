package org.mediaproxy.srt.packet;

/**
 * Why a connection is refused, as callers report it (draft-sharabayko-srt-01 §4.3.1.1, table 7; from 2000 on the reasons
 * of an application, which libsrt's access control takes from HTTP). A listener's reasons that are not here pass through
 * as numbers.
 */
public enum Rejection {
    /** A resource of the system cannot be had. */
    RESOURCE(1003),
    /** The handshake is malformed. */
    ROGUE(1004),
    /** The peer speaks a version of SRT that cannot be served. */
    VERSION(1008),
    /** No answer came in time. */
    TIMEOUT(1016),
    /** The stream id cannot be understood. */
    BAD_REQUEST(2400),
    /** Too many connections or sessions. */
    OVERLOAD(2402),
    /** Not allowed here. */
    FORBIDDEN(2403),
    /** No origin has the stream or takes it. */
    NOT_FOUND(2404),
    /** The mode of the stream id is neither publish nor request. */
    BAD_MODE(2405),
    /** An error of the proxy's own. */
    INTERNAL(2500),
    /** What is asked for is part of SRT, but not served here. */
    UNIMPLEMENTED(2501),
    /** The origin cannot be reached. */
    GATEWAY(2502),
    /** The proxy is going down. */
    UNAVAILABLE(2503);

    private final int code;

    Rejection(int code) {
        this.code = code;
    }

    /** The handshake type that says so on the wire. */
    public int code() {
        return code;
    }
}
