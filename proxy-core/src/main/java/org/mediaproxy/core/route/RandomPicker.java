package org.mediaproxy.core.route;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.stream.StreamUrl;

/** Any of them. */
public final class RandomPicker implements OriginPicker {

    @Override
    public Origin pick(StreamUrl stream, List<Origin> candidates) {
        return candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
    }
}
