package org.mediaproxy.it.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that comes back at once when its relay ends, as long as it is not closed. What keeps it from being served again is
 * a failure, after which it does not come again.
 */
public final class SteadyClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int FRAME_MILLIS = 200;

    /** A key frame. */
    private static final byte[] FRAME = {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9};

    private final Queue<String> failures;
    private final AtomicInteger served = new AtomicInteger();
    private final Thread thread;
    private volatile boolean over;

    /** One relay: from the connection to the first sign that it is served, and then each sign after it. */
    private interface Relay extends AutoCloseable {

        void sign() throws IOException, InterruptedException;

        @Override
        void close() throws IOException;
    }

    private interface Caller {
        Relay call() throws IOException;
    }

    private SteadyClient(String name, Queue<String> failures, Caller caller) {
        this.failures = failures;
        this.thread = new Thread(null, () -> run(name, caller), name, 256 * 1024);
        thread.start();
    }

    /** Publishes a stream. */
    public static SteadyClient publisher(int port, String stream, Queue<String> failures) {
        return new SteadyClient("publisher of " + stream, failures, () -> publish(port, stream));
    }

    /** Plays a stream over RTMP. */
    public static SteadyClient player(int port, String stream, Queue<String> failures) {
        return new SteadyClient("player of " + stream, failures, () -> play(port, stream));
    }

    /** Plays a stream over HTTP-FLV. */
    public static SteadyClient flvPlayer(int port, String stream, Queue<String> failures) {
        return new SteadyClient("flv player of " + stream, failures, () -> playFlv(port, stream));
    }

    private void run(String name, Caller caller) {
        while (!over) {
            boolean relayed = false;
            try (Relay relay = caller.call()) {
                relay.sign();
                relayed = true;
                served.incrementAndGet();
                while (!over) {
                    relay.sign();
                }
            } catch (IOException e) {
                if (!relayed && !over) {
                    failures.add(name + ": " + e);
                    over = true;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static RtmpCaller connected(int port) throws IOException {
        RtmpCaller caller = new RtmpCaller(port);
        try {
            caller.patience(PATIENCE_MILLIS);
            return caller.connect("live");
        } catch (IOException | RuntimeException e) {
            caller.close();
            throw e;
        }
    }

    private static Relay publish(int port, String stream) throws IOException {
        RtmpCaller caller = connected(port);
        caller.publish(stream);
        String status = caller.awaitStatus();
        if (status.equals("NetStream.Publish.BadName")) {
            caller.close();
            return publish(port, stream); // the origin has not seen the end of the one before yet
        }
        return relay(caller, () -> {
            caller.video(0, FRAME);
            Thread.sleep(FRAME_MILLIS);
        });
    }

    private static Relay play(int port, String stream) throws IOException {
        RtmpCaller caller = connected(port);
        caller.play(stream);
        return relay(caller, () -> {
            if (!caller.awaitVideo()) {
                throw new IOException("the origin ended the stream");
            }
        });
    }

    private static Relay playFlv(int port, String stream) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        socket.getOutputStream()
                .write(("GET /live/" + stream + ".flv HTTP/1.1\r\nHost: x\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        String head = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
        if (!head.equals("HTTP/1.1 200")) {
            socket.close();
            throw new IOException("answered '" + head + "'");
        }
        return relay(socket, () -> {
            if (in.read(buffer) < 0) {
                throw new IOException("closed");
            }
        });
    }

    private interface Sign {
        void sign() throws IOException, InterruptedException;
    }

    private static Relay relay(AutoCloseable connection, Sign sign) {
        return new Relay() {
            @Override
            public void sign() throws IOException, InterruptedException {
                sign.sign();
            }

            @Override
            public void close() throws IOException {
                try {
                    connection.close();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
    }

    /** How many relays it has had. */
    public int served() {
        return served.get();
    }

    /** Leaves with the next sign. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join(PATIENCE_MILLIS);
    }

    /** Lets it leave, without waiting. */
    public void leave() {
        over = true;
    }
}
