package org.mediaproxy.core.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.stream.StreamUrl;

/** The origin with the fewest sessions over all proxies; any of them where several have as few, or all proxies would take the same. */
public final class LeastSessionsPicker implements OriginPicker {

    private final OriginLoad load;

    public LeastSessionsPicker(OriginLoad load) {
        this.load = load;
    }

    @Override
    public Origin pick(StreamUrl stream, List<Origin> candidates) {
        List<Origin> least = new ArrayList<>();
        long fewest = Long.MAX_VALUE;
        for (Origin candidate : candidates) {
            long sessions = load.of(candidate.id());
            if (sessions < fewest) {
                fewest = sessions;
                least.clear();
            }
            if (sessions == fewest) {
                least.add(candidate);
            }
        }
        Origin picked = least.get(ThreadLocalRandom.current().nextInt(least.size()));
        load.sent(picked.id());
        return picked;
    }
}
