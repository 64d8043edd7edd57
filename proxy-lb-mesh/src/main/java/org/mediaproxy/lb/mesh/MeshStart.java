package org.mediaproxy.lb.mesh;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import java.net.InetAddress;
import java.util.List;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts this proxy's member of the grid. Apart from the provider, so that nothing of the grid is loaded where another load balancer is chosen. */
final class MeshStart {

    private static final Logger LOG = LoggerFactory.getLogger(MeshStart.class);

    private MeshStart() {}

    /**
     * Starts it; blocks until it has joined the others, or knows that there are none.
     *
     * @throws SettingsException if that cannot be
     */
    static LoadBalancer open(MeshSettings settings, LoadBalancerContext context) {
        InetAddress own = OwnAddress.find(settings);
        MeshLog.install();
        HazelcastInstance grid = join(settings, own);
        int members = grid.getCluster().getMembers().size();
        LOG.info(
                "in the mesh '{}' at {}, {}",
                settings.name(),
                MeshMembers.address(grid.getCluster().getLocalMember()),
                members == 1 ? "alone so far; looking for others at " + settings.where() : members + " members");
        return new MeshLoadBalancer(grid, settings, context);
    }

    private static HazelcastInstance join(MeshSettings settings, InetAddress own) {
        try {
            return Hazelcast.newHazelcastInstance(MeshConfig.of(settings, own));
        } catch (HazelcastException | IllegalStateException | IllegalArgumentException e) {
            throw new SettingsException(List.of("PROXY_MESH_*: the mesh '" + settings.name() + "' at "
                    + own.getHostAddress() + " cannot be joined (others at " + settings.where() + "): "
                    + e.getMessage()));
        }
    }
}
