package org.mediaproxy.lb.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LocalBinding;
import org.mediaproxy.core.spi.OriginRegistry;

/** The three stores and the one thread that removes what has expired and was never asked for again. */
final class MemoryLoadBalancer implements LoadBalancer {

    private static final long SWEEP_SECONDS = 10;

    private final MemoryOriginRegistry origins;
    private final MemoryAffinityStore affinity;
    private final MemoryClusterView cluster;
    private final ScheduledExecutorService sweeper;

    MemoryLoadBalancer(InstantSource clock, Duration originTtl) {
        origins = new MemoryOriginRegistry(clock, originTtl);
        affinity = new MemoryAffinityStore(clock);
        cluster = new MemoryClusterView(clock);
        sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "mediaproxy-memory");
            thread.setDaemon(true);
            return thread;
        });
        sweeper.scheduleAtFixedRate(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
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
    public List<LocalBinding> localBindings() {
        return affinity.all();
    }

    private void sweep() {
        origins.sweep();
        affinity.sweep();
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
