package org.mediaproxy.lb.redis;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.OriginRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three stores, and the one thread that does what has to be done from time to time. */
final class RedisLoadBalancer implements LoadBalancer {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLoadBalancer.class);

    private static final long LOOK_MILLIS = 250;
    private static final long SECOND_MILLIS = 1000;
    private static final long SWEEP_MILLIS = 10_000;

    private final RedisServers servers;
    private final Outage outage;
    private final RedisCalls calls;
    private final ChangeFeed feed;
    private final KnownBindings known = new KnownBindings();
    private final RedisOriginRegistry origins;
    private final RedisAffinityStore affinity;
    private final RedisClusterView cluster;
    private final ScheduledExecutorService timer;

    RedisLoadBalancer(RedisServers servers, RedisSettings settings, LoadBalancerContext context) {
        RedisKeys keys = new RedisKeys(settings.prefix(), settings.database());
        this.servers = servers;
        this.outage = new Outage(context.counters(), servers.where());
        this.calls = new RedisCalls(servers, outage, settings.timeout(), settings.threads(), context.counters());
        this.feed = new ChangeFeed(servers, keys.channel(), UUID.randomUUID().toString(), new Changes());
        this.origins = new RedisOriginRegistry(calls, keys, feed, context.originTtl());
        this.affinity = new RedisAffinityStore(
                calls, new ScriptQueue(calls, settings.threads()), keys, known, feed, context.counters());
        this.cluster = new RedisClusterView(calls, keys);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mediaproxy-redis-timer");
            thread.setDaemon(true);
            return thread;
        });
        Return back = new Return(servers, outage, keys, known, origins, context.counters());
        every(LOOK_MILLIS, back::look);
        every(SECOND_MILLIS, feed::beat);
        every(SECOND_MILLIS, origins::poll);
        BindingSurvey survey = new BindingSurvey(calls, keys, new StoredBindings(keys), known);
        survey.look();
        every(BindingSurvey.LOOK_MILLIS, survey::look);
        every(SWEEP_MILLIS, () -> {
            if (!outage.isOn()) {
                known.sweep();
            }
        });
        feed.start();
    }

    /** What other proxies tell. */
    private final class Changes implements ChangeFeed.Listener {

        @Override
        public void bindingChanged(AffinityKey key) {
            if (!outage.isOn()) {
                known.forget(key);
            }
        }

        @Override
        public void originsChanged() {
            origins.changed();
        }

        @Override
        public void listening() {
            known.distrust();
            origins.changed();
        }
    }

    private void every(long millis, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a bug in a periodic task of the Redis load balancer", e);
            }
        };
        timer.scheduleWithFixedDelay(safe, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public OriginRegistry origins() {
        return origins;
    }

    @Override
    public AffinityStore affinity() {
        return affinity;
    }

    @Override
    public ClusterView cluster() {
        return cluster;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public List<String> troubles() {
        return outage.troubles();
    }

    /** What is known of bindings, for tests. */
    KnownBindings known() {
        return known;
    }

    /** An origin as the table has it now, for tests. */
    Optional<Origin> known(OriginId id) {
        return origins.known(id);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        calls.close();
        outage.close();
        feed.close();
        servers.close();
    }
}
