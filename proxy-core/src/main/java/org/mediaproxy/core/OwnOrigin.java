package org.mediaproxy.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.OriginRegistry;

/**
 * The default origin, kept alive by the proxy in its place.
 *
 * @param origin the origin, if there is one
 * @param ttl of origins
 * @param clock what time it is
 */
record OwnOrigin(Optional<Origin> origin, Duration ttl, InstantSource clock) {

    void register(OriginRegistry origins) {
        origin.ifPresent(own -> origins.register(own.updated(clock.instant())));
    }

    Duration interval() {
        return ttl.dividedBy(3);
    }
}
