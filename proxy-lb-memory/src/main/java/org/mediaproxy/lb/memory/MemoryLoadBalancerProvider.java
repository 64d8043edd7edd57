package org.mediaproxy.lb.memory;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.LoadBalancerProvider;

/** Opens the load balancer of one proxy; {@code PROXY_LOAD_BALANCER_TYPE=memory}. */
public final class MemoryLoadBalancerProvider implements LoadBalancerProvider {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public LoadBalancer open(LoadBalancerContext context) {
        return new MemoryLoadBalancer(context.clock(), context.originTtl());
    }
}
