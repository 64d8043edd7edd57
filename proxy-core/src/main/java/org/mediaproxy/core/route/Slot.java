package org.mediaproxy.core.route;

import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * A place that a stream may have. Each has a binding and a hold of its own, so that what is true of one origin and one publisher is true of
 * each. Without replicas there is only the first, which is the one that a Go proxy knows.
 */
enum Slot {
    /** Where the stream is. */
    PRIMARY("stream", "publisher"),
    /** Where a second publisher of it is. */
    BACKUP("backup", "backuppublisher");

    private final String bindings;
    private final String holds;

    Slot(String bindings, String holds) {
        this.bindings = bindings;
        this.holds = holds;
    }

    /** The namespace of bindings. */
    String bindings() {
        return bindings;
    }

    /** The namespace of holds. */
    String holds() {
        return holds;
    }

    /** The origin that has the stream: its id and nothing else, as the Go proxy writes it. */
    AffinityKey binding(StreamUrl stream) {
        return new AffinityKey(bindings, stream.toString());
    }

    /** Who publishes it there, a {@link Hold}. */
    AffinityKey hold(StreamUrl stream) {
        return new AffinityKey(holds, stream.toString());
    }

    Slot other() {
        return this == PRIMARY ? BACKUP : PRIMARY;
    }
}
