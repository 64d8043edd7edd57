package org.mediaproxy.rtc.stun;

import io.netty.buffer.ByteBuf;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.zip.CRC32;

/**
 * Proves messages: MESSAGE-INTEGRITY with a key, FINGERPRINT with arithmetic. Made once for each event loop and used only
 * there; a check allocates nothing. HMAC is spelled out (RFC 2104 §2) because {@code Mac} allocates on every result and on
 * every change of the key.
 */
public final class StunCheck {

    /** What CRC-32 is combined with (RFC 8489 §14.7). */
    private static final int FINGERPRINT_MASK = 0x5354554E;

    private final MessageDigest sha1 = IceKey.sha1();
    private final CRC32 crc = new CRC32();
    private final byte[] message = new byte[StunHeader.MAX_MESSAGE];
    private final byte[] hash = new byte[StunAttribute.INTEGRITY_BYTES];

    /**
     * Whether the sender knew the password (RFC 8489 §14.5). Takes the same time wherever the hashes differ.
     *
     * @return false too if the message has no MESSAGE-INTEGRITY
     */
    public boolean isSignedBy(StunMessage by, IceKey key) {
        if (!by.hasIntegrity()) {
            return false;
        }
        ByteBuf packet = by.packet();
        sign(packet, by.start(), by.integrityAt(), key);
        int at = by.integrityAt() + StunAttribute.HEADER;
        int difference = 0;
        for (int i = 0; i < hash.length; i++) {
            difference |= hash[i] ^ packet.getByte(at + i);
        }
        return difference == 0;
    }

    /**
     * Whether FINGERPRINT is right (RFC 8489 §14.7). Anybody can compute it: it tells STUN from other protocols and damage.
     *
     * @return false too if the message has none
     */
    public boolean hasRightFingerprint(StunMessage of) {
        if (!of.hasFingerprint()) {
            return false;
        }
        int at = of.fingerprintAt();
        return fingerprint(of.packet(), of.start(), at) == of.packet().getInt(at + StunAttribute.HEADER);
    }

    /**
     * Computes the hash of a message as if MESSAGE-INTEGRITY ended it.
     *
     * @param at where that attribute starts, or will
     * @return the hash, until the next call
     */
    byte[] sign(ByteBuf packet, int start, int at, IceKey key) {
        int covered = load(packet, start, at, StunAttribute.HEADER + StunAttribute.INTEGRITY_BYTES);
        key.startInner(sha1);
        sha1.update(message, 0, covered);
        finish();
        key.startOuter(sha1);
        sha1.update(hash, 0, hash.length);
        finish();
        return hash;
    }

    /**
     * Computes FINGERPRINT.
     *
     * @param at where that attribute starts, or will
     */
    int fingerprint(ByteBuf packet, int start, int at) {
        int covered = load(packet, start, at, StunAttribute.HEADER + 4);
        crc.reset();
        crc.update(message, 0, covered);
        return (int) crc.getValue() ^ FINGERPRINT_MASK;
    }

    /** Copies what an attribute covers, with the length that the message has when that attribute is the last. */
    private int load(ByteBuf packet, int start, int at, int attribute) {
        int covered = at - start;
        packet.getBytes(start, message, 0, covered);
        int length = covered + attribute - StunHeader.BYTES;
        message[StunHeader.LENGTH_AT] = (byte) (length >> 8);
        message[StunHeader.LENGTH_AT + 1] = (byte) length;
        return covered;
    }

    private void finish() {
        try {
            sha1.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("20 bytes are enough for SHA-1", e);
        }
    }
}
