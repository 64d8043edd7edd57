package org.mediaproxy.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.mediaproxy.core.testing.RawConnection;

/** An origin that does what the test says: a plain listener on loopback. */
final class FakeOrigin implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final ServerSocket listener;

    FakeOrigin() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(TIMEOUT_MILLIS);
    }

    int port() {
        return listener.getLocalPort();
    }

    RawConnection accept() throws IOException {
        return new RawConnection(listener.accept());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
