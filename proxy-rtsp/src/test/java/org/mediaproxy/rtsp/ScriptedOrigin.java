package org.mediaproxy.rtsp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.testing.RawConnection;

/** An origin whose part the test itself speaks. */
final class ScriptedOrigin implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final ServerSocket socket;

    ScriptedOrigin() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** The proxy's next connection. */
    RawConnection accept() throws IOException {
        return new RawConnection(socket.accept());
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How it would register. */
    Origin registration(String server) {
        return registration(server, Map.of(OriginService.RTSP, List.of(Integer.toString(port()))));
    }

    static Origin registration(String server, Map<OriginService, List<String>> listens) {
        return new Origin(server, "a", "1", "127.0.0.1", "", listens, Instant.EPOCH, false);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
