package org.mediaproxy.rtmp.scripted;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;
import org.mediaproxy.core.testing.ClosedPort;

/** An origin that runs one script for each connection, in a thread of its own. */
public final class ScriptedOrigin implements AutoCloseable {

    /** What an ordinary origin does; releaseStream and FCPublish are never answered, as nginx-rtmp does. */
    public static final Consumer<OriginConnection> SERVES = connection ->
            connection.shake().answerConnect().answerCreateStream(1).grant(1);

    /** Does nothing with a connection, so that the test does. */
    public static final Consumer<OriginConnection> WAITS = connection -> {};

    private static final long DEADLINE_SECONDS = 15;

    private final Closeable held;
    private final int port;
    private final boolean tls;
    private final Consumer<OriginConnection> script;
    private final BlockingQueue<OriginConnection> connections = new LinkedBlockingQueue<>();
    private final BlockingQueue<OriginConnection> all = new LinkedBlockingQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();

    public ScriptedOrigin(Consumer<OriginConnection> script) {
        this(script, ServerSocketFactory.getDefault(), false);
    }

    /** One that closes what is no C0, and was registered as if it spoke TLS. */
    public static ScriptedOrigin plainButRegisteredWithTls() {
        return new ScriptedOrigin(
                connection -> {
                    connection.read(1);
                    connection.close();
                },
                ServerSocketFactory.getDefault(),
                true);
    }

    /** One that speaks TLS. */
    public ScriptedOrigin(Consumer<OriginConnection> script, SSLServerSocketFactory factory) {
        this(script, factory, true);
    }

    private ScriptedOrigin(Consumer<OriginConnection> script, ServerSocketFactory factory, boolean tls) {
        ServerSocket listener;
        try {
            listener = factory.createServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.script = script;
        this.tls = tls;
        this.held = listener;
        this.port = listener.getLocalPort();
        Thread thread = new Thread(() -> accept(listener), "origin-" + port);
        thread.setDaemon(true);
        thread.start();
    }

    private ScriptedOrigin(ClosedPort nobody) {
        this.script = WAITS;
        this.tls = false;
        this.held = nobody;
        this.port = nobody.port();
    }

    /** An origin that refuses every connection. */
    public static ScriptedOrigin refusing() {
        return new ScriptedOrigin(new ClosedPort());
    }

    public int port() {
        return port;
    }

    /** As it is registered. */
    String endpoint() {
        return (tls ? "rtmps://:" : "") + port();
    }

    /** How many connections there were. */
    public int accepted() {
        return accepted.get();
    }

    private void accept(ServerSocket listener) {
        try {
            while (true) {
                OriginConnection connection = new OriginConnection(listener.accept());
                accepted.incrementAndGet();
                all.add(connection);
                Thread thread = new Thread(() -> run(connection), "origin-script-" + port);
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void run(OriginConnection connection) {
        connections.add(connection);
        try {
            script.accept(connection);
        } catch (UncheckedIOException | AssertionError e) {
            connection.inbox().end("script failed: " + e.getMessage());
        }
    }

    /** The next connection, when it has come. */
    public OriginConnection next() {
        try {
            OriginConnection connection = connections.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (connection == null) {
                throw new AssertionError("nobody connected to the origin");
            }
            return connection;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        close(true);
    }

    /** Refuses connections from now on; ends those that stand or not. */
    public void close(boolean connectionsToo) {
        try {
            held.close();
            if (connectionsToo) {
                all.forEach(Peer::close);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
