package org.mediaproxy.lb.redis;

import java.io.IOException;
import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import redis.clients.jedis.exceptions.JedisException;

/** Opens the load balancer whose state is in Redis; {@code PROXY_LOAD_BALANCER_TYPE=redis}. */
public final class RedisLoadBalancerProvider implements LoadBalancerProvider {

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<Metric> metrics() {
        return RedisMetrics.ALL;
    }

    @Override
    public List<Setting<?>> settings() {
        return RedisSettings.ALL;
    }

    @Override
    public LoadBalancer open(LoadBalancerContext context) {
        RedisSettings settings = RedisSettings.read(context.settings());
        try {
            RedisServers servers = RedisServers.open(settings);
            boolean good = false;
            try {
                StartCheck.run(servers, settings);
                good = true;
            } finally {
                if (!good) {
                    servers.close();
                }
            }
            return new RedisLoadBalancer(servers, settings, context);
        } catch (JedisException e) {
            throw new SettingsException(List.of(StartCheck.problem(settings, e)));
        } catch (IOException e) {
            throw new SettingsException(
                    List.of(RedisSettings.AUTHORITIES.name() + ": its certificates cannot be read: " + e.getMessage()));
        }
    }
}
