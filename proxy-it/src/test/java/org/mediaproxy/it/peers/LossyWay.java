package org.mediaproxy.it.peers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A way over UDP, of one caller to one address, on which every so many-th packet is lost, in both directions. */
public final class LossyWay implements AutoCloseable {

    private final DatagramSocket near = socket();
    private final DatagramSocket far = socket();
    private final AtomicInteger lost = new AtomicInteger();
    private final int every;
    private volatile SocketAddress caller;

    /**
     * Opens the way to a port of the loopback.
     *
     * @param every how many packets pass for one that is lost, which is counted too
     */
    public LossyWay(int port, int every) throws IOException {
        this.every = every;
        SocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        caller = target;
        start("there", near, far, () -> target);
        start("back", far, near, () -> caller);
    }

    private interface Target {
        SocketAddress get();
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setReceiveBufferSize(1 << 20);
        return socket;
    }

    private void start(String name, DatagramSocket from, DatagramSocket to, Target target) {
        Thread thread = new Thread(
                () -> {
                    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                    int count = 0;
                    while (!from.isClosed()) {
                        try {
                            packet.setLength(2048);
                            from.receive(packet);
                            if (from == near) {
                                caller = packet.getSocketAddress();
                            }
                            if (++count % every == 0) {
                                lost.incrementAndGet();
                            } else {
                                packet.setSocketAddress(target.get());
                                to.send(packet);
                            }
                        } catch (IOException e) {
                            // closed, or nobody there yet
                        }
                    }
                },
                "lossy way " + name);
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return near.getLocalPort();
    }

    /** Packets lost so far. */
    public int lost() {
        return lost.get();
    }

    @Override
    public void close() {
        near.close();
        far.close();
    }
}
