package org.mediaproxy.core.route;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.stream.StreamUrl;

/** One after the other, for each proxy by itself; each begins somewhere else. */
public final class RoundRobinPicker implements OriginPicker {

    private final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());

    @Override
    public Origin pick(StreamUrl stream, List<Origin> candidates) {
        return candidates.get(Math.floorMod(next.getAndIncrement(), candidates.size()));
    }
}
