package org.mediaproxy.core.transport;

import java.util.Arrays;
import java.util.List;

/** The transports that this machine has, so that tests run on each. */
public final class Kinds {

    private Kinds() {}

    /** The words of the setting. */
    public static List<String> available() {
        return Arrays.stream(TransportKind.values())
                .filter(TransportKind::isAvailable)
                .map(TransportKind::label)
                .toList();
    }
}
