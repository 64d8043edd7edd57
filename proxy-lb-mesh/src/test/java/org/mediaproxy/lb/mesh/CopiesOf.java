package org.mediaproxy.lb.mesh;

import java.util.Optional;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.testkit.SettlingBalancer.Copies;

/** Those of a member in this process. */
record CopiesOf(MeshLoadBalancer member) implements Copies {

    @Override
    public Optional<String> fresh(AffinityKey key) {
        return member.known().fresh(key);
    }

    @Override
    public Optional<Origin> known(OriginId id) {
        return member.table().known(id);
    }
}
