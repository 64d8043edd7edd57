package org.mediaproxy.srt;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.srt.CallerVerdict.DropReason;

/** Packets that SRT itself throws away, beside those of the relay, looked up once. Any thread. */
final class DropCounters {

    private final Map<DropReason, LongAdder> drops = new EnumMap<>(DropReason.class);

    DropCounters(Counters counters) {
        for (DropReason reason : DropReason.values()) {
            String word = reason.name().toLowerCase(Locale.ROOT);
            drops.put(reason, counters.counter(DatagramRelays.DROPPED, "protocol", SrtProtocol.NAME, "reason", word));
        }
    }

    void count(DropReason reason) {
        LongAdder drop = drops.get(reason);
        if (drop != null) { // which it is for each reason
            drop.increment();
        }
    }
}
