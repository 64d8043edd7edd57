package org.mediaproxy.rtc.stun;

/** The fixed part of every message (RFC 8489 §5): type, length, magic cookie, transaction id. */
final class StunHeader {

    static final int BYTES = 20;
    static final int LENGTH_AT = 2;
    static final int COOKIE_AT = 4;
    static final int TRANSACTION_AT = 8;
    static final int COOKIE = 0x2112A442;

    /** The largest message that is read, header included: an ICE check has no 200 bytes, and none may be fragmented. */
    static final int MAX_MESSAGE = 1500;

    private StunHeader() {}
}
