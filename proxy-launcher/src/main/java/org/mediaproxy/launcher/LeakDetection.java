package org.mediaproxy.launcher;

import java.util.Properties;

/**
 * Netty watches one buffer in 128 for not being released. That one is wrapped, and so every call to any buffer has more
 * than one target: 5 % of what a datagram costs. Tests look at every buffer, the daemon at none unless it is told to.
 */
final class LeakDetection {

    /** Netty's property: {@code disabled}, {@code simple}, {@code advanced} or {@code paranoid}. */
    static final String LEVEL = "io.netty.leakDetection.level";

    /** The name that it had before. */
    static final String OLD_LEVEL = "io.netty.leakDetectionLevel";

    private LeakDetection() {}

    /** Disables it, unless a level was given; before the first class of Netty is loaded. */
    static void offUnlessGiven(Properties system) {
        if (system.getProperty(LEVEL) == null && system.getProperty(OLD_LEVEL) == null) {
            system.setProperty(LEVEL, "disabled");
        }
    }
}
