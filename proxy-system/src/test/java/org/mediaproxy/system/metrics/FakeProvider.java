package org.mediaproxy.system.metrics;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.testing.FakeLoadBalancer;

/** Opens the one fake that the test has. */
record FakeProvider(FakeLoadBalancer balancer) implements LoadBalancerProvider {

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public LoadBalancer open(LoadBalancerContext context) {
        return balancer;
    }
}
