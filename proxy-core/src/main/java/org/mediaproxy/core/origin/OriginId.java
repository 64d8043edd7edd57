package org.mediaproxy.core.origin;

import java.util.Objects;

/**
 * Identifies one run of one origin server: {@code server-service-pid}.
 *
 * @param server stays over restarts
 * @param service changes with each start
 * @param pid the process
 */
public record OriginId(String server, String service, String pid) {

    public OriginId {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(pid, "pid");
    }

    /** Whether the other is a different run of the same server: then the older of the two is gone. */
    public boolean isOtherRunOf(OriginId other) {
        return server.equals(other.server) && !equals(other);
    }

    @Override
    public String toString() {
        return server + "-" + service + "-" + pid;
    }
}
