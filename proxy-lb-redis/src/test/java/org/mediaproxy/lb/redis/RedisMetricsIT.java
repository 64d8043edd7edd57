package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;

/** What is counted, each made to move by what it counts. */
class RedisMetricsIT {

    private static final AffinityKey OLD = new AffinityKey("stream", "__defaultVhost__/live/old");
    private static final AffinityKey NEW = new AffinityKey("stream", "__defaultVhost__/live/new");
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Counters counters = new Counters();

    private long result(String name, String result) {
        return counters.counter(name, "result", result).sum();
    }

    @Test
    void everyMetricMovesWithAnOutageAndItsEnd() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                LoadBalancer balancer = new RedisLoadBalancerProvider()
                        .open(new LoadBalancerContext(
                                Settings.of(Map.of("PROXY_REDIS_PORT", Integer.toString(redis.port()))),
                                counters,
                                InstantSource.system(),
                                TTL))) {
            answer(balancer.affinity().find(OLD));
            answer(balancer.affinity().bindIfAbsent(OLD, "a", TTL));
            assertThat(result(RedisAffinityStore.LOOKUPS, "asked")).isPositive();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> { // word of the change drops the copy once
                                answer(balancer.affinity().find(OLD));
                                return result(RedisAffinityStore.LOOKUPS, "hit") > 0;
                            });
            assertThat(result(RedisCalls.CALLS, "ok")).isPositive();
            assertThat(counters.sum(Outage.AWAY)).isZero();

            redis.kill();
            answer(balancer.affinity().bindIfAbsent(NEW, "a", TTL));
            Awaitility.await().atMost(PATIENCE).until(() -> counters.sum(Outage.AWAY) == 1);
            assertThat(counters.sum(Outage.OUTAGES)).isEqualTo(1);
            assertThat(result(RedisCalls.CALLS, "failed")).isPositive();

            redis.restart();
            Awaitility.await().atMost(PATIENCE).until(() -> counters.sum(Outage.AWAY) == 0);
            Awaitility.await().atMost(PATIENCE).until(() -> result(Return.SETTLED, "kept") > 0);
            assertThat(counters.snapshot().keySet().stream()
                            .map(CounterId::name)
                            .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(
                            RedisMetrics.ALL.stream().map(Metric::name).toList());
        }
    }
}
