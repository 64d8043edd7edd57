package org.mediaproxy.launcher;

import io.netty.util.Version;
import org.jspecify.annotations.Nullable;

/** What runs here. */
final class Versions {

    private Versions() {}

    /** The version in the jar's manifest; there is none where classes are run from a folder. */
    static String own() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** The text of {@code --version}. */
    static String text() {
        @Nullable Version netty = Version.identify().get("netty-common");
        return "mediaproxy " + own() + "\n"
                + "java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")\n"
                + "netty " + (netty == null ? "unknown" : netty.artifactVersion()) + "\n";
    }
}
