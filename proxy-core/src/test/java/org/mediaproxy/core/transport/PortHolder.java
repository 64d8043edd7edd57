package org.mediaproxy.core.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/** A process that listens with SO_REUSEPORT, prints its port, and lives until its input ends. */
final class PortHolder {

    private PortHolder() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            System.out.println(socket.socket().getLocalPort());
            System.out.flush();
            while (System.in.read() >= 0) {
                // until the test closes it
            }
        }
    }

    /** Starts one. */
    static Process start() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortHolder.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
