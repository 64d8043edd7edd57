package org.mediaproxy.lb.redis;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class SingleRedisContractIT extends RedisContract {

    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    Map<String, String> settings() {
        return Map.of("PROXY_REDIS_PORT", Integer.toString(redis.port()), "PROXY_REDIS_DB", "3");
    }

    @Override
    void flush() {
        redis.flush();
    }
}
