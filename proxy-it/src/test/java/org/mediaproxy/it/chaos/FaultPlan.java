package org.mediaproxy.it.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What is going to happen, from a seed alone. Of the three origins, and of the three proxies, one at a time is hit, so
 * that there always is a live one: what is asked of the cluster is asked under this condition. The store may be away at
 * the same time.
 */
final class FaultPlan {

    private static final long FIRST_MILLIS = 2_000;
    private static final int MEMBERS = 3;
    private static final List<Member.Kind> KINDS = List.of(Member.Kind.ORIGIN, Member.Kind.PROXY, Member.Kind.STORE);

    private final Random random;
    private final boolean partitions;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<Member.Kind, Long> freeFrom = new EnumMap<>(Member.Kind.class);

    private FaultPlan(long seed, boolean partitions) {
        this.random = new Random(seed);
        this.partitions = partitions;
    }

    /**
     * The faults of a run, in the order of their beginnings; all are mended by its end.
     *
     * @param partitions whether proxies are cut off from each other; where not, there is a store that fails instead
     */
    static List<Fault> of(long seed, long millis, boolean partitions) {
        FaultPlan plan = new FaultPlan(seed, partitions);
        for (long at = FIRST_MILLIS; at < millis; at += plan.between(800, 3_000)) {
            plan.add(at, millis);
        }
        return List.copyOf(plan.faults);
    }

    private void add(long at, long end) {
        Member.Kind what = KINDS.get(random.nextInt(KINDS.size()));
        int member = random.nextInt(MEMBERS);
        boolean kill = random.nextInt(10) < 6;
        long lasts = kill ? between(200, 6_000) : between(300, 4_000);
        if (what == Member.Kind.STORE && partitions) {
            put(new Fault(Fault.Kind.PARTITION, Member.Kind.PROXY, member, at, at + between(2_000, 12_000)), end);
        } else if (what == Member.Kind.STORE) {
            put(new Fault(kill ? Fault.Kind.KILL : Fault.Kind.PAUSE, what, 0, at, at + lasts), end);
        } else {
            put(new Fault(kill ? Fault.Kind.KILL : Fault.Kind.PAUSE, what, member, at, at + lasts), end);
        }
    }

    private void put(Fault fault, long end) {
        if (fault.from() >= freeFrom.getOrDefault(fault.what(), 0L) && fault.to() < end) {
            faults.add(fault);
            // What has come back is given time to be found again.
            freeFrom.put(fault.what(), fault.to() + between(2_000, 4_000));
        }
    }

    private long between(long low, long high) {
        return random.nextLong(low, high);
    }
}
