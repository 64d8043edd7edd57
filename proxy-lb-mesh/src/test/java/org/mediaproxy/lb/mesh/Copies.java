package org.mediaproxy.lb.mesh;

import java.util.Optional;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;

/** What a member would answer by itself now, without asking the others. */
interface Copies {

    Optional<String> fresh(AffinityKey key);

    Optional<Origin> known(OriginId id);

    /** Those of a member in this process. */
    static Copies of(MeshLoadBalancer member) {
        return new Copies() {

            @Override
            public Optional<String> fresh(AffinityKey key) {
                return member.known().fresh(key);
            }

            @Override
            public Optional<Origin> known(OriginId id) {
                return member.table().known(id);
            }
        };
    }
}
