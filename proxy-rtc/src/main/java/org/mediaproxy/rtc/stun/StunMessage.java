package org.mediaproxy.rtc.stun;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One STUN message, read in place: a view of a packet that remembers where its attributes are, used for one packet after
 * the other without allocating. Belongs to one thread; what it says is true until the packet is released or the next one
 * is read. Nothing it says is proved before {@link StunCheck} said so.
 *
 * <p>Of an attribute that comes twice the first counts (RFC 8489 §14). What stands behind MESSAGE-INTEGRITY is not covered by
 * it, and is passed over, FINGERPRINT apart (RFC 8489 §14.5): a USE-CANDIDATE added there by somebody else counts for nothing.
 */
public final class StunMessage {

    private static final int NONE = -1;

    private ByteBuf packet = Unpooled.EMPTY_BUFFER;
    private int start;
    private int length;
    private int username;
    private int integrity;
    private int fingerprint;
    private int errorCode;
    private int mappedAddress;
    private int priority;
    private int tieBreaker;
    private boolean useCandidate;
    private boolean controlling;
    private boolean sealed;

    /**
     * Reads a packet from its reader index to its end. Its indices stay, and no reference to it is counted.
     *
     * @return false if it is no STUN message, has no magic cookie (RFC 3489), has bytes missing or too many, is larger than
     *     1,500 bytes, or an attribute that is known has a length that it cannot have; then nothing else may be asked
     */
    public boolean read(ByteBuf from) {
        packet = from;
        start = from.readerIndex();
        length = from.readableBytes();
        username = integrity = fingerprint = errorCode = mappedAddress = priority = tieBreaker = NONE;
        useCandidate = controlling = sealed = false;
        if (!headerIsRight() || !attributesAreRight()) {
            packet = Unpooled.EMPTY_BUFFER;
            return false;
        }
        return true;
    }

    private boolean headerIsRight() {
        return length >= StunHeader.BYTES
                && length <= StunHeader.MAX_MESSAGE
                && (length & 3) == 0
                && (packet.getByte(start) & 0xC0) == 0
                && packet.getInt(start + StunHeader.COOKIE_AT) == StunHeader.COOKIE
                && packet.getUnsignedShort(start + StunHeader.LENGTH_AT) == length - StunHeader.BYTES;
    }

    private boolean attributesAreRight() {
        int end = start + length;
        int at = start + StunHeader.BYTES;
        while (at < end) {
            // The length of a message is a multiple of four, so a header always fits here.
            int type = packet.getUnsignedShort(at);
            int size = packet.getUnsignedShort(at + 2);
            int next = at + StunAttribute.HEADER + ((size + 3) & ~3);
            // FINGERPRINT is the last one (RFC 8489 §14.7).
            if (next > end || fingerprint != NONE || !attributeIsRight(type, at, size)) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private boolean attributeIsRight(int type, int at, int size) {
        if (type == StunAttribute.FINGERPRINT) {
            fingerprint = at;
            return size == 4;
        }
        if (sealed) {
            return true;
        }
        switch (type) {
            case StunAttribute.MESSAGE_INTEGRITY -> {
                integrity = at;
                sealed = true;
                return size == StunAttribute.INTEGRITY_BYTES;
            }
            case StunAttribute.MESSAGE_INTEGRITY_SHA256 -> {
                sealed = true;
                return true;
            }
            case StunAttribute.USERNAME -> {
                username = first(username, at);
                return size <= StunAttribute.MAX_USERNAME;
            }
            case StunAttribute.ERROR_CODE -> {
                errorCode = first(errorCode, at);
                return size >= 4;
            }
            case StunAttribute.XOR_MAPPED_ADDRESS -> {
                mappedAddress = first(mappedAddress, at);
                return MappedAddress.isRight(packet, at + StunAttribute.HEADER, size);
            }
            default -> {
                return iceAttributeIsRight(type, at, size);
            }
        }
    }

    private boolean iceAttributeIsRight(int type, int at, int size) {
        switch (type) {
            case StunAttribute.PRIORITY -> {
                priority = first(priority, at);
                return size == 4;
            }
            case StunAttribute.USE_CANDIDATE -> {
                useCandidate = true;
                return size == 0;
            }
            case StunAttribute.ICE_CONTROLLING, StunAttribute.ICE_CONTROLLED -> {
                controlling = tieBreaker == NONE ? type == StunAttribute.ICE_CONTROLLING : controlling;
                tieBreaker = first(tieBreaker, at);
                return size == 8;
            }
            default -> {
                return true;
            }
        }
    }

    private static int first(int known, int at) {
        return known == NONE ? at : known;
    }

    /** The type, class and method in one number; the known ones are in {@link StunType}. */
    public int type() {
        return packet.getUnsignedShort(start);
    }

    /** The first eight bytes of the transaction id. */
    public long transactionHigh() {
        return packet.getLong(start + StunHeader.TRANSACTION_AT);
    }

    /** The last four bytes of the transaction id. */
    public int transactionLow() {
        return packet.getInt(start + StunHeader.TRANSACTION_AT + 8);
    }

    /**
     * USERNAME, one character a byte: in a request the ufrag of the receiver, a colon, that of the sender (RFC 8445 §7.2.2).
     * Allocates a text.
     *
     * @return null if there is none
     */
    public @Nullable String username() {
        return username == NONE
                ? null
                : packet.toString(username + StunAttribute.HEADER, size(username), StandardCharsets.ISO_8859_1);
    }

    /** Whether the sender, who controls, nominates the pair that this came by (RFC 8445 §7.1.2). */
    public boolean useCandidate() {
        return useCandidate;
    }

    /** PRIORITY, from 0 to 2^32 - 1; -1 if there is none. */
    public long priority() {
        return priority == NONE ? -1 : packet.getUnsignedInt(priority + StunAttribute.HEADER);
    }

    /** Whether the sender says that it controls. */
    public boolean isControlling() {
        return controlling;
    }

    /** Whether the sender says that it is controlled. */
    public boolean isControlled() {
        return tieBreaker != NONE && !controlling;
    }

    /** The tie-breaker of ICE-CONTROLLING or ICE-CONTROLLED, all 64 bits of it; 0 if there is none. */
    public long tieBreaker() {
        return tieBreaker == NONE ? 0 : packet.getLong(tieBreaker + StunAttribute.HEADER);
    }

    /** The number of ERROR-CODE, as in 487; 0 if there is none. */
    public int errorCode() {
        if (errorCode == NONE) {
            return 0;
        }
        int value = packet.getInt(errorCode + StunAttribute.HEADER);
        return ((value >> 8) & 7) * 100 + (value & 0xFF);
    }

    /** XOR-MAPPED-ADDRESS, allocated anew; null if there is none. */
    public @Nullable InetSocketAddress mappedAddress() {
        return mappedAddress == NONE
                ? null
                : MappedAddress.read(
                        packet,
                        mappedAddress + StunAttribute.HEADER,
                        start + StunHeader.COOKIE_AT,
                        size(mappedAddress));
    }

    /** Whether it has MESSAGE-INTEGRITY, true or not. */
    public boolean hasIntegrity() {
        return integrity != NONE;
    }

    /** Whether it has FINGERPRINT, true or not. */
    public boolean hasFingerprint() {
        return fingerprint != NONE;
    }

    private int size(int attribute) {
        return packet.getUnsignedShort(attribute + 2);
    }

    ByteBuf packet() {
        return packet;
    }

    int start() {
        return start;
    }

    /** Where MESSAGE-INTEGRITY starts in the packet. */
    int integrityAt() {
        return integrity;
    }

    /** Where FINGERPRINT starts in the packet. */
    int fingerprintAt() {
        return fingerprint;
    }
}
