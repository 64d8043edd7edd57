package org.mediaproxy.lb.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.mediaproxy.testkit.RealProcess;
import redis.clients.jedis.Jedis;

/** A Redis Cluster of three masters. */
final class ClusterNodes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<RedisProcess> nodes;

    ClusterNodes() {
        nodes = Stream.generate(() -> RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"))
                .limit(3)
                .toList();
        RealProcess.Preparation create = RealProcess.of("redis-cli", "--cluster", "create");
        nodes.forEach(node -> create.with(node.address()));
        try (RealProcess created = create.with("--cluster-yes").start()) {
            created.awaitLine("All 16384 slots covered", PATIENCE);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(ClusterNodes::isWhole));
    }

    private static boolean isWhole(RedisProcess node) {
        try (Jedis redis = node.client()) {
            return redis.clusterInfo().contains("cluster_state:ok");
        }
    }

    /** One node is enough to find the others. */
    Map<String, String> settings() {
        return Map.of("PROXY_REDIS_CLUSTER_NODES", nodes.get(0).address());
    }

    void flush() {
        nodes.forEach(RedisProcess::flush);
    }

    /** One of the nodes. */
    RedisProcess node(int index) {
        return nodes.get(index);
    }

    /** How many nodes hold a key. */
    long holders() {
        return nodes.stream()
                .filter(node -> {
                    try (Jedis redis = node.client()) {
                        return redis.dbSize() > 0;
                    }
                })
                .count();
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
