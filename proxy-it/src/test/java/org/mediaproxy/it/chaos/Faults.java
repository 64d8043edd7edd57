package org.mediaproxy.it.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does to the cluster what the plan says, when it says so, and writes down when it really was. */
final class Faults {

    private final Cluster cluster;
    private final Journal journal;

    /** The beginning of a fault, or its mending. */
    private record Step(long at, Fault fault, boolean begins) {}

    Faults(Cluster cluster, Journal journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    /** Runs the whole plan, and returns when everything is mended. */
    void run(List<Fault> plan) throws Exception {
        List<Step> steps = new ArrayList<>();
        for (Fault fault : plan) {
            steps.add(new Step(fault.from(), fault, true));
            steps.add(new Step(fault.to(), fault, false));
        }
        steps.sort(Comparator.comparingLong(Step::at));
        long begun = journal.now();
        Map<Fault, Long> since = new HashMap<>();
        ExecutorService menders = Executors.newCachedThreadPool(); // what starts may have to wait for another to go on
        List<Future<?>> mended = new ArrayList<>();
        for (Step step : steps) {
            Cluster.sleep(Math.max(0, step.at - (journal.now() - begun)));
            if (step.begins) {
                since.put(step.fault, journal.now());
                begin(step.fault);
            } else {
                long from = since.getOrDefault(step.fault, 0L);
                mended.add(menders.submit(() -> mend(step.fault, from)));
            }
        }
        menders.shutdown();
        for (Future<?> each : mended) {
            each.get();
        }
    }

    private void begin(Fault fault) throws IOException {
        Member member = cluster.member(fault.what(), fault.member());
        switch (fault.kind()) {
            case KILL -> member.kill();
            case PAUSE -> member.pause();
            case PARTITION -> cluster.partition(fault.member(), true);
        }
    }

    private boolean mend(Fault fault, long from) throws IOException {
        Member member = cluster.member(fault.what(), fault.member());
        switch (fault.kind()) {
            case KILL -> restart(member);
            case PAUSE -> member.resume();
            case PARTITION -> cluster.partition(fault.member(), false);
        }
        journal.add(new Journal.Outage(fault, from, journal.now()));
        return true;
    }

    /** A proxy that finds no store at its start ends; who watches over it starts it again. */
    private void restart(Member member) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                member.start();
                return;
            } catch (AssertionError ended) {
                if (member.kind() != Member.Kind.PROXY || tries == 20) {
                    throw ended;
                }
                Cluster.sleep(500);
            }
        }
    }
}
