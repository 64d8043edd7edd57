package org.mediaproxy.core.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;

/** An origin that does what the test says: a plain listener on loopback. */
public final class FakeOrigin implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final ServerSocket listener;

    public FakeOrigin() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The next connection. */
    public RawConnection accept() throws IOException {
        return new RawConnection(listener.accept());
    }

    /** Whether nobody connects for a moment. */
    public boolean isLeftAlone() throws IOException {
        listener.setSoTimeout(200);
        try {
            listener.accept().close();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            listener.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
