package org.mediaproxy.core.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Finds out, before sockets that share a port are bound, whether another process has it: with SO_REUSEPORT alone a
 * second daemon started by mistake would take half of the first one's connections.
 */
final class PortProbe {

    private PortProbe() {}

    static void check(InetSocketAddress address) {
        if (address.getPort() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw failed(address, e);
        }
    }

    /** The same for UDP, where nothing may be allowed to share: there is no TIME_WAIT to get around. */
    static void checkUdp(InetSocketAddress address) {
        if (address.getPort() == 0) {
            return;
        }
        try (DatagramSocket probe = new DatagramSocket(null)) {
            probe.setReuseAddress(false);
            probe.bind(address);
        } catch (IOException e) {
            throw failed(address, e);
        }
    }

    static UncheckedIOException failed(InetSocketAddress address, Exception reason) {
        IOException cause = reason instanceof IOException io ? io : new IOException(reason.getMessage(), reason);
        return new UncheckedIOException("cannot listen on " + address + ": " + cause.getMessage(), cause);
    }
}
