package org.mediaproxy.lb.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** A redis-server on a port of its own, which keeps its port over restarts and writes nothing to the disk unless told to. */
final class RedisProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final Path folder;
    private final String[] options;
    private RealProcess process;

    private RedisProcess(int port, Path folder, String[] options) {
        this.port = port;
        this.folder = folder;
        this.options = options;
        this.process = run();
    }

    static RedisProcess start(String... options) {
        return new RedisProcess(FreePort.tcp(), temporary(), options);
    }

    static Path temporary() {
        try {
            return Files.createTempDirectory("mediaproxy-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RealProcess run() {
        List<String> arguments = new ArrayList<>(List.of(
                "--port", Integer.toString(port),
                "--bind", "127.0.0.1",
                "--dir", folder.toString(),
                "--save", "",
                "--appendonly", "no",
                "--repl-diskless-sync-delay", "0"));
        arguments.addAll(List.of(options));
        RealProcess started =
                RealProcess.of("redis-server", arguments.toArray(String[]::new)).start();
        started.awaitLine("Ready to accept connections", PATIENCE);
        return started;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** A connection of the test's own, as the Go proxy or redis-cli would have it. */
    Jedis client() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder().resp2().build());
    }

    void flush() {
        try (Jedis redis = client()) {
            redis.flushAll();
        }
    }

    /** Kills it. Its data is gone, unless it writes to the disk. */
    void kill() {
        process.terminate(Duration.ZERO);
    }

    /** Starts it anew on the same port. */
    void restart() {
        process.close();
        process = run();
    }

    @Override
    public void close() {
        process.close();
    }
}
