package org.mediaproxy.rtc.stun;

/** Types of attributes (RFC 8489 §18.3, RFC 8445 §16.1) that are read or written here. */
final class StunAttribute {

    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    /** Bytes of type and length in front of each value. */
    static final int HEADER = 4;

    /** Bytes of an HMAC-SHA1. */
    static final int INTEGRITY_BYTES = 20;

    /** The largest USERNAME in bytes (RFC 8489 §14.3). */
    static final int MAX_USERNAME = 508;

    private StunAttribute() {}
}
