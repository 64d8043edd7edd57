package org.mediaproxy.lb.mesh;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.LoadBalancerProvider;

/** Opens the load balancer whose state the proxies hold themselves; {@code PROXY_LOAD_BALANCER_TYPE=mesh}. */
public final class MeshLoadBalancerProvider implements LoadBalancerProvider {

    @Override
    public String name() {
        return "mesh";
    }

    @Override
    public List<Setting<?>> settings() {
        return MeshSettings.ALL;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.counter(MeshCalls.CALLS, "Calls to the mesh.", "result"),
                Metric.counter(
                        MeshAffinityStore.LOOKUPS,
                        "Look-ups of bindings in the mesh, by where the answer came from.",
                        "result"),
                Metric.gauge(MeshMembers.MEMBERS, "Proxies in the mesh that this one sees, itself among them."),
                Metric.gauge(
                        MeshMembers.MISSING,
                        "Proxies that were in the mesh, said no good-bye, and have not come back for less than 5 minutes."),
                Metric.counter(
                        MeshMembers.MERGES,
                        "Times that this proxy was in a part of the mesh that came back to the rest."));
    }

    @Override
    public LoadBalancer open(LoadBalancerContext context) {
        return MeshStart.open(MeshSettings.read(context.settings()), context);
    }
}
