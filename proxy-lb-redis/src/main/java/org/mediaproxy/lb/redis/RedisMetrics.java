package org.mediaproxy.lb.redis;

import java.util.List;
import org.mediaproxy.core.metrics.Metric;

/** What this load balancer counts, in words. */
final class RedisMetrics {

    static final List<Metric> ALL = List.of(
            Metric.counter(RedisCalls.CALLS, "Calls to Redis.", "result"),
            Metric.counter(
                    RedisAffinityStore.LOOKUPS, "Look-ups of bindings, by where the answer came from.", "result"),
            Metric.counter(Outage.OUTAGES, "Times that Redis went away."),
            Metric.gauge(Outage.AWAY, "1 while Redis is away."),
            Metric.counter(Return.SETTLED, "Bindings that were settled when Redis was back.", "result"));

    private RedisMetrics() {}
}
