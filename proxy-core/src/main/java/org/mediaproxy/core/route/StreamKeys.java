package org.mediaproxy.core.route;

import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.stream.StreamUrl;

/** The keys under which the router keeps what it knows of a stream; those of a backup are the {@link Slot}'s. */
final class StreamKeys {

    private StreamKeys() {}

    /** The origin that has the stream. */
    static AffinityKey binding(StreamUrl stream) {
        return Slot.PRIMARY.binding(stream);
    }

    /** Who publishes it, a {@link Hold}. */
    static AffinityKey hold(StreamUrl stream) {
        return Slot.PRIMARY.hold(stream);
    }

    /** There for a while after an operator had the stream forgotten, so that nobody takes the binding for lost and makes it again. */
    static AffinityKey forgotten(StreamUrl stream) {
        return new AffinityKey("forgotten", stream.toString());
    }
}
