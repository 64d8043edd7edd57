package org.mediaproxy.lb.redis;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RedisClusterContractIT extends RedisContract {

    private static ClusterNodes nodes;

    @BeforeAll
    static void start() {
        nodes = new ClusterNodes();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Override
    Map<String, String> settings() {
        return nodes.settings();
    }

    @Override
    void flush() {
        nodes.flush();
    }
}
