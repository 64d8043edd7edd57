package org.mediaproxy.lb.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;
import redis.clients.jedis.Jedis;

/** A master, a replica of it, and three Sentinels that watch them. */
final class Sentinels implements AutoCloseable {

    private static final String PASSWORD = "secret-of-sentinels";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisProcess master = RedisProcess.start();
    private final RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + master.port());
    private final List<RealProcess> watchers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    Sentinels() {
        for (int i = 0; i < 3; i++) {
            watch();
        }
        Awaitility.await().atMost(PATIENCE).until(() -> ports.stream().allMatch(Sentinels::knowsAll));
    }

    private void watch() {
        int port = FreePort.tcp();
        Path file = RedisProcess.temporary().resolve("sentinel.conf");
        String text = String.join(
                "\n",
                "port " + port,
                "bind 127.0.0.1",
                "sentinel monitor main 127.0.0.1 " + master.port() + " 2",
                "sentinel down-after-milliseconds main 1000",
                "sentinel failover-timeout main 5000",
                "requirepass " + PASSWORD,
                "");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RealProcess watcher =
                RealProcess.of("redis-server", file.toString(), "--sentinel").start();
        watcher.awaitLine("monitor master", PATIENCE);
        watchers.add(watcher);
        ports.add(port);
    }

    /** A Sentinel fails over only when it knows the replica and the others. */
    private static boolean knowsAll(int port) {
        try (Jedis sentinel = new Jedis("127.0.0.1", port)) {
            sentinel.auth(PASSWORD);
            return sentinel.sentinelReplicas("main").size() == 1
                    && "2".equals(sentinel.sentinelMasters().get(0).get("num-other-sentinels"));
        }
    }

    Map<String, String> settings() {
        return Map.of(
                "PROXY_REDIS_SENTINELS",
                String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList()),
                "PROXY_REDIS_SENTINEL_MASTER",
                "main",
                "PROXY_REDIS_SENTINEL_PASSWORD",
                PASSWORD);
    }

    /** The first master. */
    RedisProcess master() {
        return master;
    }

    /** What follows it. */
    RedisProcess replica() {
        return replica;
    }

    @Override
    public void close() {
        watchers.forEach(RealProcess::close);
        replica.close();
        master.close();
    }
}
