package org.mediaproxy.core.takeover;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.BiConsumer;
import org.mediaproxy.core.transport.UdpListener;

/**
 * The wire form of datagrams that one read of one socket brought. A frame's content is the listener's number and the
 * socket's, 2 bytes each, and then for each datagram: the length of the client's address (1 byte: 4 or 16), the address, its
 * port (2), the payload's length (2), the payload.
 */
final class DatagramBatch {

    private DatagramBatch() {}

    /** An empty frame. */
    static ByteBuf begin(ByteBufAllocator alloc, int listener, int socket) {
        ByteBuf frame = alloc.directBuffer(16 * 1024);
        frame.writeInt(0).writeByte(Link.DATAGRAMS).writeShort(listener).writeShort(socket);
        return frame;
    }

    /** Adds a datagram; the payload stays as it is. */
    static void add(ByteBuf frame, InetSocketAddress from, ByteBuf payload) {
        byte[] address = from.getAddress().getAddress();
        frame.writeByte(address.length).writeBytes(address).writeShort(from.getPort());
        frame.writeShort(payload.readableBytes());
        frame.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    /** Ends the frame; it can be sent. */
    static ByteBuf end(ByteBuf frame) {
        return frame.setInt(0, frame.readableBytes() - Link.LENGTH_BYTES);
    }

    /** Reads the two numbers at the beginning of a content, each 0 to 65,535. */
    static int number(ByteBuf content) throws IOException {
        if (content.readableBytes() < 2) {
            throw new IOException("datagrams without a head");
        }
        return content.readUnsignedShort();
    }

    /**
     * Reads the datagrams behind the two numbers.
     *
     * @param receiver gets each with the client's address; the payload becomes the receiver's
     * @throws IOException if it is malformed; then some may have been read
     */
    static void read(ByteBuf content, BiConsumer<InetSocketAddress, ByteBuf> receiver) throws IOException {
        while (content.isReadable()) {
            int length = content.readUnsignedByte();
            if ((length != 4 && length != 16) || content.readableBytes() < length + 2 + 2) {
                throw new IOException("a datagram without an address");
            }
            byte[] address = new byte[length];
            content.readBytes(address);
            int port = content.readUnsignedShort();
            int size = content.readUnsignedShort();
            if (size > UdpListener.MAX_PAYLOAD || size > content.readableBytes()) {
                throw new IOException("a datagram of a wrong length");
            }
            receiver.accept(new InetSocketAddress(host(address), port), content.readRetainedSlice(size));
        }
    }

    private static InetAddress host(byte[] address) throws IOException {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IOException("no address", e);
        }
    }
}
