package org.mediaproxy.core.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * Which origins hold a stream.
 *
 * @param stream the key
 * @param origins one, unless replicas are on; the first is the one that is used
 * @param publishedSince since when a live publisher holds it; empty if none does
 */
public record StreamBinding(StreamUrl stream, List<OriginId> origins, Optional<Instant> publishedSince) {

    public StreamBinding {
        origins = List.copyOf(origins);
    }
}
