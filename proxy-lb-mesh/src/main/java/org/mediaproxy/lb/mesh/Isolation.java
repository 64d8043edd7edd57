package org.mediaproxy.lb.mesh;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.mediaproxy.lb.mesh.state.Bindings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether none of the other members answers. The grid needs up to 5 s more than it takes to see that, until it goes on alone: a member that would be the
 * first of the rest asks all others whether they agree. Asked once a second: rounds are counted, not time, so that a process that stood still itself does not
 * take its own absence for that of the others.
 */
final class Isolation {

    /** This many rounds without a word from anybody. */
    static final int ROUNDS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    private final HazelcastInstance grid;
    private final IMap<String, Bindings> bindings;
    private final List<String> keys;
    private volatile boolean heard = true;
    private final AtomicInteger silent = new AtomicInteger();

    /**
     * Not yet.
     *
     * @param keys one in each part of the grid
     */
    Isolation(HazelcastInstance grid, IMap<String, Bindings> bindings, List<String> keys) {
        this.grid = grid;
        this.bindings = bindings;
        this.keys = List.copyOf(keys);
    }

    boolean isOn() {
        return silent.get() >= ROUNDS;
    }

    /** Whether it may be on soon: nobody answered in the last round. */
    boolean isNear() {
        return silent.get() > 0;
    }

    /** Counts the answers of the last round and asks again; by one thread, once a second. */
    void look() {
        Map<Member, String> others = others();
        if (others.isEmpty() || heard) {
            over();
        } else if (silent.incrementAndGet() == ROUNDS) {
            LOG.warn("none of the {} other members answers: new streams are placed without them", others.size());
        }
        heard = others.isEmpty();
        others.values().forEach(key -> bindings.getAsync(key).thenRun(() -> {
            heard = true;
            over();
        }));
    }

    private void over() {
        if (silent.getAndSet(0) >= ROUNDS) {
            LOG.info("new streams are placed with the mesh again");
        }
    }

    /** A key of a part that each other member owns. */
    private Map<Member, String> others() {
        Map<Member, String> others = new HashMap<>();
        if (grid.getCluster().getMembers().size() > 1) {
            for (String key : keys) {
                Member owner = grid.getPartitionService().getPartition(key).getOwner();
                if (owner != null && !owner.localMember()) {
                    others.putIfAbsent(owner, key);
                }
            }
        }
        return others;
    }
}
