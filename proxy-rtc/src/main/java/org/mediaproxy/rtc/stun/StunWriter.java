package org.mediaproxy.rtc.stun;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Writes one STUN message after the other: {@link #start}, the attributes, then {@link #finish}. Made once for each event
 * loop and used only there.
 */
public final class StunWriter {

    private static final int MAX_REASON = 256;

    private final StunCheck check;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private int start;

    /**
     * A writer for one thread.
     *
     * @param check of the same thread
     */
    public StunWriter(StunCheck check) {
        this.check = check;
    }

    /**
     * Starts a message; one that was not finished is given up.
     *
     * @param to where it is appended; stays the caller's
     * @param type one of {@link StunType}
     * @param transactionHigh the first eight bytes of the transaction id; of a response those of its request
     * @param transactionLow its last four bytes
     */
    public StunWriter start(ByteBuf to, int type, long transactionHigh, int transactionLow) {
        out = to;
        start = to.writerIndex();
        to.writeShort(type).writeShort(0).writeInt(StunHeader.COOKIE);
        to.writeLong(transactionHigh).writeInt(transactionLow);
        return this;
    }

    /**
     * Adds USERNAME.
     *
     * @param username the ufrag of the receiver, a colon, that of the sender
     * @throws IllegalArgumentException if it is longer than 508 bytes
     */
    public StunWriter username(String username) {
        byte[] bytes = username.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > StunAttribute.MAX_USERNAME) {
            throw new IllegalArgumentException("a USERNAME of " + bytes.length + " bytes");
        }
        head(StunAttribute.USERNAME, bytes.length).writeBytes(bytes);
        return padded(bytes.length);
    }

    /** Adds PRIORITY, of which the lower 32 bits count. */
    public StunWriter priority(long priority) {
        head(StunAttribute.PRIORITY, 4).writeInt((int) priority);
        return this;
    }

    /** Adds USE-CANDIDATE. */
    public StunWriter useCandidate() {
        head(StunAttribute.USE_CANDIDATE, 0);
        return this;
    }

    /** Adds ICE-CONTROLLING with its tie-breaker. */
    public StunWriter controlling(long tieBreaker) {
        head(StunAttribute.ICE_CONTROLLING, 8).writeLong(tieBreaker);
        return this;
    }

    /** Adds ICE-CONTROLLED with its tie-breaker. */
    public StunWriter controlled(long tieBreaker) {
        head(StunAttribute.ICE_CONTROLLED, 8).writeLong(tieBreaker);
        return this;
    }

    /** Adds XOR-MAPPED-ADDRESS: where the request came from, resolved. */
    public StunWriter mappedAddress(InetSocketAddress address) {
        int size = address.getAddress().getAddress().length + 4;
        MappedAddress.write(head(StunAttribute.XOR_MAPPED_ADDRESS, size), address, start + StunHeader.COOKIE_AT);
        return this;
    }

    /**
     * Adds ERROR-CODE.
     *
     * @param code 300 to 699 (RFC 8489 §14.8)
     * @param reason for people, ASCII, at most 256 characters
     */
    public StunWriter errorCode(int code, String reason) {
        if (code < 300 || code > 699 || reason.length() > MAX_REASON) {
            throw new IllegalArgumentException("an ERROR-CODE of " + code);
        }
        head(StunAttribute.ERROR_CODE, 4 + reason.length()).writeInt(((code / 100) << 8) | (code % 100));
        out.writeCharSequence(reason, StandardCharsets.US_ASCII);
        return padded(reason.length());
    }

    /**
     * Ends the message with MESSAGE-INTEGRITY and FINGERPRINT.
     *
     * @param key a request is signed with the password of its receiver, a response with that of the request (RFC 8445 §7)
     */
    public void finish(IceKey key) {
        int at = out.writerIndex();
        byte[] hash = check.sign(out, start, at, key);
        head(StunAttribute.MESSAGE_INTEGRITY, hash.length).writeBytes(hash);
        finish();
    }

    /** Ends the message with FINGERPRINT alone: for errors to somebody who proved nothing (RFC 8489 §9.1.3). */
    public void finish() {
        int at = out.writerIndex();
        int fingerprint = check.fingerprint(out, start, at);
        head(StunAttribute.FINGERPRINT, 4).writeInt(fingerprint);
        out.setShort(start + StunHeader.LENGTH_AT, out.writerIndex() - start - StunHeader.BYTES);
        out = Unpooled.EMPTY_BUFFER;
    }

    private ByteBuf head(int type, int size) {
        return out.writeShort(type).writeShort(size);
    }

    private StunWriter padded(int size) {
        out.writeZero(-size & 3);
        return this;
    }
}
