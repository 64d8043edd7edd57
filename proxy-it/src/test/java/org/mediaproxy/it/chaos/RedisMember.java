package org.mediaproxy.it.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** A Redis that keeps nothing on disk: after each death it comes back empty. */
final class RedisMember extends Member {

    private final Path folder;
    private final int port = FreePort.tcp();

    RedisMember(Path folder) {
        super(Kind.STORE, "redis");
        this.folder = folder;
    }

    @Override
    RealProcess launch(int run) {
        RealProcess redis = RealProcess.of(
                        "redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                .in(folder)
                .start();
        redis.awaitLine("Ready to accept connections", Duration.ofSeconds(10));
        return redis;
    }

    /** What a proxy needs to use it. */
    Map<String, String> settings() {
        return Map.of("PROXY_LOAD_BALANCER_TYPE", "redis", "PROXY_REDIS_PORT", Integer.toString(port));
    }
}
