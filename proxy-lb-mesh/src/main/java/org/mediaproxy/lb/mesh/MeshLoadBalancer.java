package org.mediaproxy.lb.mesh;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.lb.mesh.state.Bindings;
import org.mediaproxy.lb.mesh.state.MeshNews;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three stores on one member of the grid, what members tell each other, and the one thread that does what has to be done from time to time. */
final class MeshLoadBalancer implements LoadBalancer {

    private static final Logger LOG = LoggerFactory.getLogger(MeshLoadBalancer.class);

    private static final long SECOND_MILLIS = 1000;
    private static final long SWEEP_MILLIS = 10_000;

    private final HazelcastInstance grid;
    private final MeshCalls calls;
    private final KnownBindings known = new KnownBindings(System::nanoTime);
    private final MeshOriginRegistry origins;
    private final MeshAffinityStore affinity;
    private final MeshClusterView cluster;
    private final MeshMembers members;
    private final Isolation isolation;
    private final ITopic<MeshNews> news;
    private final ScheduledExecutorService timer;

    MeshLoadBalancer(HazelcastInstance grid, MeshSettings settings, LoadBalancerContext context) {
        this.grid = grid;
        this.calls = new MeshCalls(settings.timeout(), context.counters());
        this.news = grid.getTopic(MeshConfig.NEWS);
        LongSupplier gridTime = grid.getCluster()::getClusterTime;
        IMap<String, Bindings> bindings = grid.getMap(MeshConfig.BINDINGS);
        this.origins = new MeshOriginRegistry(calls, grid.getMap(MeshConfig.ORIGINS), gridTime, context.originTtl());
        BindingPages pages = new BindingPages(grid, bindings, gridTime);
        this.isolation = new Isolation(grid, bindings, pages.keys());
        this.affinity = new MeshAffinityStore(
                calls, bindings, pages, known, isolation, gridTime, this::tell, context.counters());
        this.cluster = new MeshClusterView(calls, grid.getMap(MeshConfig.PROXIES));
        this.members = new MeshMembers(context.counters(), this::anythingMayHaveChanged, this::merged);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mediaproxy-mesh-timer");
            thread.setDaemon(true);
            return thread;
        });
        listen();
    }

    private void listen() {
        grid.getLifecycleService().addLifecycleListener(members);
        grid.getCluster().addMembershipListener(members);
        members.begin(grid.getCluster());
        news.addMessageListener(this::heard);
        origins.listen();
        origins.poll();
        every(SECOND_MILLIS, isolation::look);
        every(SECOND_MILLIS, affinity::settle);
        every(SECOND_MILLIS, origins::poll);
        every(SWEEP_MILLIS, known::sweep);
        every(SWEEP_MILLIS, members::sweep);
    }

    private void tell(MeshNews what) {
        news.publishAsync(what);
    }

    /** What a member tells, this one too. On a thread of the grid. */
    private void heard(Message<MeshNews> message) {
        MeshNews what = message.getMessageObject();
        boolean own = message.getPublishingMember() != null
                && message.getPublishingMember().localMember();
        switch (what.kind()) {
            case BINDING -> {
                if (!own) {
                    known.forget(new AffinityKey(what.namespace(), what.name()));
                }
            }
            case EVERYTHING -> anythingMayHaveChanged();
            case LEAVING -> members.leaves(what.name());
        }
    }

    private void anythingMayHaveChanged() {
        known.distrust();
        origins.poll();
    }

    /** This proxy's part has come back: what it knows may have lost against the rest, and what the rest knows against it. */
    private void merged() {
        anythingMayHaveChanged();
        tell(MeshNews.of(MeshNews.Kind.EVERYTHING));
    }

    private void every(long millis, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a bug in a periodic task of the mesh load balancer", e);
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
        List<String> troubles = new ArrayList<>(members.troubles());
        if (isolation.isOn()) {
            troubles.add("degraded: no other proxy of the mesh answers");
        }
        return troubles;
    }

    /** The member, for tests. */
    HazelcastInstance grid() {
        return grid;
    }

    /** What is known of bindings, for tests. */
    KnownBindings known() {
        return known;
    }

    /** The origins as they are known here, for tests. */
    MeshOriginRegistry table() {
        return origins;
    }

    /** Leaves the mesh; takes up to seconds, until what only this proxy holds is held by others. */
    @Override
    public void close() {
        timer.shutdownNow();
        members.close();
        if (grid.getLifecycleService().isRunning()) {
            tell(MeshNews.leaving(MeshMembers.address(grid.getCluster().getLocalMember())));
        }
        calls.close();
        grid.shutdown();
    }
}
