package org.mediaproxy.rtc.stun;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An ice-pwd as the key of MESSAGE-INTEGRITY (RFC 8489 §9.1.1: short-term credentials), made ready for HMAC once, so that no
 * check has to do it again. Immutable; any thread. Says nothing of the password in {@link #toString()}.
 */
public final class IceKey {

    /** The block of SHA-1 (RFC 2104 §2). */
    private static final int BLOCK = 64;

    private final byte[] inner = new byte[BLOCK];
    private final byte[] outer = new byte[BLOCK];

    private IceKey(byte[] key) {
        for (int i = 0; i < BLOCK; i++) {
            int b = i < key.length ? key[i] : 0;
            inner[i] = (byte) (b ^ 0x36);
            outer[i] = (byte) (b ^ 0x5C);
        }
    }

    /**
     * The key of a password. ice-chars need no preparation of strings.
     *
     * @throws IllegalArgumentException if it is empty: everybody could sign with that
     */
    public static IceKey of(String icePwd) {
        if (icePwd.isEmpty()) {
            throw new IllegalArgumentException("an empty ice-pwd");
        }
        byte[] key = icePwd.getBytes(StandardCharsets.UTF_8);
        return new IceKey(key.length > BLOCK ? sha1().digest(key) : key);
    }

    void startInner(MessageDigest sha1) {
        sha1.update(inner);
    }

    void startOuter(MessageDigest sha1) {
        sha1.update(outer);
    }

    static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return "IceKey";
    }
}
