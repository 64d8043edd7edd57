package org.mediaproxy.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that cannot take port 0. Nothing keeps another process from taking one before its program binds
 * it, so ask just before the start; what is ours binds port 0 instead. They are below the range that the system gives
 * to outgoing connections, which in a test with many clients would take one sooner or later, and each is given once.
 */
public final class FreePort {

    private static final int FIRST = 13_000;
    private static final int COUNT = 18_000;

    /** Begins anywhere, so that two test runs on one machine seldom meet. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** Tries to bind a port, and lets it go. */
    private interface Probe {
        void bind(InetSocketAddress address) throws IOException;
    }

    /** A TCP port that is free on all addresses now. */
    public static int tcp() {
        return find(address -> {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true); // the program need not wait for this socket's last traces
                socket.bind(address);
            }
        });
    }

    /** A UDP port that is free on all addresses now. */
    public static int udp() {
        return find(address -> new DatagramSocket(address).close());
    }

    private static int find(Probe probe) {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try {
                probe.bind(new InetSocketAddress(port));
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT));
    }
}
