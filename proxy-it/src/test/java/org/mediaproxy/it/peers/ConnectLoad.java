package org.mediaproxy.it.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;

/** Clients that connect all the time and want one answer each, so that a restart is seen by whoever comes just then. */
public final class ConnectLoad implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final SocketFactory sockets;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** Clients without TLS. */
    public ConnectLoad() {
        this(SocketFactory.getDefault());
    }

    /** Clients that shake hands for TLS each time, where the factory is one of TLS. */
    public ConnectLoad(SocketFactory sockets) {
        this.sockets = sockets;
    }

    /** Asks an HTTP port which version it is. */
    public ConnectLoad http(int port) {
        byte[] request = "GET /api/v1/versions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        return run("http " + port, () -> {
            String answer = say(port, request, 12);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IOException("answered " + answer);
            }
        });
    }

    /** Shakes hands with an RTMP port. */
    public ConnectLoad rtmp(int port) {
        byte[] hello = new byte[1537];
        hello[0] = 3;
        return run("rtmp " + port, () -> {
            if (!say(port, hello, 3073).startsWith("\u0003")) {
                throw new IOException("no handshake");
            }
        });
    }

    private String say(int port, byte[] words, int answer) throws IOException {
        try (Socket socket = sockets.createSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.getOutputStream().write(words);
            byte[] heard = socket.getInputStream().readNBytes(answer);
            if (heard.length < answer) {
                throw new IOException("closed after " + heard.length + " bytes");
            }
            return new String(heard, StandardCharsets.ISO_8859_1);
        }
    }

    private interface Call {
        void make() throws IOException;
    }

    private ConnectLoad run(String name, Call call) {
        Thread thread = new Thread(
                () -> {
                    while (!over) {
                        try {
                            call.make();
                            answered.incrementAndGet();
                        } catch (IOException e) {
                            failures.add(name + ": " + e);
                        }
                    }
                },
                name);
        threads.add(thread);
        thread.start();
        return this;
    }

    /** How many were answered so far. */
    public int answered() {
        return answered.get();
    }

    /** What went wrong so far. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
