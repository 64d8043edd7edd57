package org.mediaproxy.core.spi;

import java.util.List;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.stream.StreamUrl;

/** Chooses the origin of a new stream. Replaceable by an embedding application. Any thread; must not block. */
@FunctionalInterface
public interface OriginPicker {

    /**
     * Chooses one.
     *
     * @param stream the new stream
     * @param candidates one or more live origins that serve what is needed, in the order of their ids
     */
    Origin pick(StreamUrl stream, List<Origin> candidates);
}
