package org.mediaproxy.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mediaproxy.core.health.OriginProbe;
import org.mediaproxy.core.load.ClusterReport;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.spi.LoadBalancer;

/**
 * What a proxy does again and again while it runs.
 *
 * @param router keeps bindings and holds, and looks for streams on two origins
 * @param ownOrigin registers the default backend
 * @param report tells the other proxies of this one
 * @param probe looks after origins
 * @param probeInterval how often; zero for never
 */
record Upkeep(
        OriginRouter router, OwnOrigin ownOrigin, ClusterReport report, OriginProbe probe, Duration probeInterval) {

    /** A task and how often it is due. */
    record Task(Duration every, Runnable work) {}

    List<Task> tasks(LoadBalancer balancer) {
        List<Task> tasks = new ArrayList<>();
        tasks.add(new Task(ownOrigin.interval(), () -> ownOrigin.register(balancer.origins())));
        tasks.add(new Task(router.refreshInterval(), router::refresh));
        tasks.add(new Task(router.lookInterval(), router::look));
        if (balancer.isShared()) { // else it does not lose what was said in it, and the look will do
            tasks.add(new Task(router.settleInterval(), router::settle));
        }
        tasks.add(new Task(report.interval(), report::exchange));
        if (!probeInterval.isZero()) {
            tasks.add(new Task(probeInterval, probe::probe));
        }
        return tasks;
    }
}
