package org.mediaproxy.lb.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.testkit.LoadBalancerContract;
import org.mediaproxy.testkit.SettlingBalancer;
import org.mediaproxy.testkit.SettlingBalancer.Copies;

/** The contract for two proxies that share Redis, whichever kind; the servers keep the time, so it really passes. */
abstract class RedisContract extends LoadBalancerContract {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<Copies> all = new CopyOnWriteArrayList<>();
    private Duration bindingTtl = Duration.ofSeconds(3);

    /** Where it is. */
    abstract Map<String, String> settings();

    /** Forgets everything. */
    abstract void flush();

    static RedisLoadBalancer open(Map<String, String> settings, Duration originTtl) {
        LoadBalancerContext context =
                new LoadBalancerContext(Settings.of(settings), new Counters(), InstantSource.system(), originTtl);
        return (RedisLoadBalancer) new RedisLoadBalancerProvider().open(context);
    }

    @Override
    protected LoadBalancer open(InstantSource clock, Duration originTtl) {
        flush();
        return another(originTtl);
    }

    @Override
    protected LoadBalancer openPeer(LoadBalancer first, InstantSource clock, Duration originTtl) {
        return another(originTtl);
    }

    private record CopiesOf(RedisLoadBalancer balancer) implements Copies {

        @Override
        public Optional<String> fresh(AffinityKey key) {
            return Optional.ofNullable(balancer.known().all().get(key)).map(KnownBindings.Known::value);
        }

        @Override
        public Optional<Origin> known(OriginId id) {
            return balancer.known(id);
        }
    }

    private LoadBalancer another(Duration originTtl) {
        RedisLoadBalancer balancer = open(settings(), originTtl);
        all.add(new CopiesOf(balancer));
        return new SettlingBalancer(balancer, all, PATIENCE);
    }

    @Override
    public void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Override
    public Duration originTtl() {
        return Duration.ofSeconds(2);
    }

    /** Races may take longer than bindings live where a test waits for their end. */
    @BeforeEach
    final void longerForRaces(TestInfo test) {
        boolean race = test.getDisplayName().startsWith("ofMany");
        bindingTtl = Duration.ofSeconds(race ? 60 : 3);
    }

    @Override
    public Duration bindingTtl() {
        return bindingTtl;
    }
}
