package org.mediaproxy.core.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many connections the process's descriptor limit can carry, each with a connection to an origin beside it. */
final class FileDescriptors {

    private static final int RESERVED = 256;

    private FileDescriptors() {}

    static int half() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            return (int) Math.max(64, Math.min(Integer.MAX_VALUE, (limit - RESERVED) / 2));
        }
        return 32_768;
    }
}
