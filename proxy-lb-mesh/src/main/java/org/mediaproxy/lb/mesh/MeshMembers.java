package org.mediaproxy.lb.mesh;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mediaproxy.core.metrics.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in the mesh, and who is missing: was there, said no good-bye, and has not come back for less than {@link #MISSED}. Told by threads of the
 * grid; asked by any.
 */
final class MeshMembers implements MembershipListener, LifecycleListener {

    /** Members of the mesh, this proxy among them. */
    static final String MEMBERS = "srs_proxy_mesh_members";

    /** Members that are missing. */
    static final String MISSING = "srs_proxy_mesh_missing_members";

    /** How many times this proxy was in a part that came back to the rest. */
    static final String MERGES = "srs_proxy_mesh_merges_total";

    /** How long a member is missed before it counts as gone for good. */
    static final Duration MISSED = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(MeshMembers.class);

    private final Map<String, Long> missing = new ConcurrentHashMap<>();
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private final LongAdder members;
    private final LongAdder missed;
    private final LongAdder merges;
    private final Runnable changed;
    private final Runnable merged;
    private volatile boolean merging;
    private volatile boolean closed;
    private int counted;

    /**
     * Knows nobody yet.
     *
     * @param changed what is done when a member came or went
     * @param merged what is done when this proxy's part has come back to the rest
     */
    MeshMembers(Counters counters, Runnable changed, Runnable merged) {
        this.members = counters.counter(MEMBERS);
        this.missed = counters.counter(MISSING);
        this.merges = counters.counter(MERGES);
        this.changed = changed;
        this.merged = merged;
    }

    /** Counts who is there; once, when the grid has started. */
    void begin(Cluster cluster) {
        count(cluster.getMembers().size());
    }

    private synchronized void count(int now) {
        members.add(now - counted);
        counted = now;
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        String address = address(event.getMember());
        int all = event.getMembers().size();
        count(all);
        leaving.remove(address);
        forget(address);
        LOG.info("{} is in the mesh, which has {} members", address, all);
        changed.run();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        String address = address(event.getMember());
        int all = event.getMembers().size();
        count(all);
        if (closed) {
            return;
        }
        if (leaving.remove(address)) {
            LOG.info("{} has left the mesh, which has {} members", address, all);
        } else {
            if (missing.put(address, System.nanoTime()) == null) {
                missed.increment();
            }
            LOG.warn("{} is missing in the mesh, which goes on with {} members", address, all);
        }
        changed.run();
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        switch (event.getState()) {
            case MERGING -> {
                merging = true;
                LOG.warn("this proxy was in another part of the mesh than the rest, and joins it now");
            }
            case MERGED -> {
                merging = false;
                merges.increment();
                LOG.info("this proxy has joined the rest of the mesh");
                merged.run();
            }
            case MERGE_FAILED -> {
                merging = false;
                LOG.warn("this proxy could not join the rest of the mesh; it tries again");
            }
            default -> {
                // of no interest
            }
        }
    }

    /** A member says that it goes; heard before it has gone, or after. */
    void leaves(String address) {
        leaving.add(address);
        if (forget(address)) {
            leaving.remove(address);
            LOG.info("{} was not lost: it has left the mesh", address);
        }
    }

    /** From now on nobody is missed. */
    void close() {
        closed = true;
        count(0);
        missing.keySet().forEach(this::forget);
    }

    /** Forgets whom nobody waits for any more; called now and then. */
    void sweep() {
        long now = System.nanoTime();
        missing.forEach((address, since) -> {
            if (now - since > MISSED.toNanos()) {
                forget(address);
                LOG.info("{} has been missing for {}, and is no longer waited for", address, MISSED);
            }
        });
    }

    private boolean forget(String address) {
        boolean was = missing.remove(address) != null;
        if (was) {
            missed.decrement();
        }
        return was;
    }

    /** In words, for the health call. */
    List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        if (merging) {
            troubles.add("degraded: this proxy joins the rest of the mesh again");
        }
        long now = System.nanoTime();
        missing.forEach((address, since) -> troubles.add("degraded: the proxy at " + address
                + " has been missing in the mesh for " + (now - since) / 1_000_000_000 + " s"));
        troubles.sort(null);
        return troubles;
    }

    /** How a member is called: where it is reached. */
    static String address(Member member) {
        return member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }
}
