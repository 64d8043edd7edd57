package org.mediaproxy.lb.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.testkit.LoadBalancerContract;

final class MemoryLoadBalancerContractTest extends LoadBalancerContract {

    @Override
    protected LoadBalancer open(InstantSource clock, Duration originTtl) {
        Settings settings = Settings.of(Map.of());
        return new MemoryLoadBalancerProvider()
                .open(new LoadBalancerContext(settings, new Counters(), clock, originTtl));
    }
}
