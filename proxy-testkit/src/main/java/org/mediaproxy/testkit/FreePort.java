package org.mediaproxy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ports for programs that cannot take port 0. Nothing keeps another process from taking one before its program binds it, so
 * ask just before the start; what is ours binds port 0 instead.
 */
public final class FreePort {

    private FreePort() {}

    /** A TCP port that is free on all addresses now. */
    public static int tcp() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // the program need not wait for this socket's last traces
            socket.bind(new InetSocketAddress(0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free TCP port", e);
        }
    }

    /** A UDP port that is free on all addresses now. */
    public static int udp() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free UDP port", e);
        }
    }
}
