package org.mediaproxy.it.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** A router between one UDP client and a server: the server sees an address of the box, which {@link #rebind} changes. */
public final class NatBox implements AutoCloseable {

    private final DatagramChannel inside = bound();
    private final InetSocketAddress server;
    private volatile DatagramChannel outside = bound();
    private volatile SocketAddress client = new InetSocketAddress(0);

    /** A box in front of a server's port on the loopback. */
    public NatBox(int serverPort) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        forward(inside, this::toServer);
        forward(outside, this::toClient);
    }

    private static DatagramChannel bound() throws IOException {
        return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void forward(DatagramChannel from, Hop hop) {
        Thread thread = new Thread(
                () -> {
                    ByteBuffer packet = ByteBuffer.allocate(2048);
                    try {
                        while (true) {
                            packet.clear();
                            SocketAddress sender = from.receive(packet);
                            hop.pass(packet.flip(), sender);
                        }
                    } catch (ClosedChannelException e) {
                        // the box, or this side of it, is gone
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "nat");
        thread.setDaemon(true);
        thread.start();
    }

    private void toServer(ByteBuffer packet, SocketAddress sender) throws IOException {
        client = sender;
        DatagramChannel by = outside;
        try {
            by.send(packet, server);
        } catch (ClosedChannelException e) {
            if (by == outside) {
                throw e; // the box is closed; else it has just got another address, and the packet is lost
            }
        }
    }

    private void toClient(ByteBuffer packet, SocketAddress sender) throws IOException {
        inside.send(packet, client);
    }

    private interface Hop {
        void pass(ByteBuffer packet, SocketAddress sender) throws IOException;
    }

    /** Where the client sends. */
    public int port() throws IOException {
        return ((InetSocketAddress) inside.getLocalAddress()).getPort();
    }

    /** Gives the client another address, and forgets the one it had. */
    public void rebind() throws IOException {
        DatagramChannel old = outside;
        outside = bound();
        forward(outside, this::toClient);
        old.close();
    }

    @Override
    public void close() throws IOException {
        inside.close();
        outside.close();
    }
}
