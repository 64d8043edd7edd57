package org.mediaproxy.rtc.stun;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2): family, port and address, hidden by the cookie and the transaction id. */
final class MappedAddress {

    private static final int V4 = 1;
    private static final int V6 = 2;

    private static final int PORT_MASK = StunHeader.COOKIE >>> 16;

    private MappedAddress() {}

    /** Whether a value is as long as its family wants it; false for an unknown family. */
    static boolean isRight(ByteBuf packet, int at, int size) {
        return switch (size) {
            case 8 -> packet.getByte(at + 1) == V4;
            case 20 -> packet.getByte(at + 1) == V6;
            default -> false;
        };
    }

    /**
     * Reads one.
     *
     * @param mask where the cookie and the transaction id stand
     */
    static InetSocketAddress read(ByteBuf packet, int at, int mask, int size) {
        byte[] address = new byte[size - 4];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (packet.getByte(at + 4 + i) ^ packet.getByte(mask + i));
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(address), packet.getUnsignedShort(at + 2) ^ PORT_MASK);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** Appends one, without the header of the attribute. */
    static void write(ByteBuf out, InetSocketAddress from, int mask) {
        byte[] address = from.getAddress().getAddress();
        out.writeShort(address.length == 4 ? V4 : V6);
        out.writeShort(from.getPort() ^ PORT_MASK);
        for (int i = 0; i < address.length; i++) {
            out.writeByte(address[i] ^ out.getByte(mask + i));
        }
    }
}
