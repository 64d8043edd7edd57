package org.mediaproxy.core.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A TCP port of the loopback interface that refuses every connection until this is closed. A listener that was closed
 * would refuse too, but its port may be given to the next one that asks for any: to the proxy itself, for instance.
 */
public final class ClosedPort implements Closeable {

    private final Socket holder = new Socket();

    /** Takes a port, and never listens on it. */
    public ClosedPort() {
        try {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port's number. */
    public int port() {
        return holder.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        holder.close();
    }
}
