package org.mediaproxy.core.relay;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Side;

/** What the datagram relays of one protocol count, looked up once. Any thread. */
final class DatagramCounters {

    private final LongAdder packetsIn;
    private final LongAdder packetsOut;
    private final LongAdder bytesIn;
    private final LongAdder bytesOut;
    private final LongAdder refused;
    private final Map<DatagramDrop, LongAdder> drops = new EnumMap<>(DatagramDrop.class);

    DatagramCounters(Counters counters, String protocol) {
        packetsIn = counters.counter(DatagramRelays.PACKETS, "protocol", protocol, "direction", "in");
        packetsOut = counters.counter(DatagramRelays.PACKETS, "protocol", protocol, "direction", "out");
        bytesIn = counters.counter(Relay.BYTES, "protocol", protocol, "direction", "in");
        bytesOut = counters.counter(Relay.BYTES, "protocol", protocol, "direction", "out");
        refused = counters.counter(DatagramRelays.UNSEGMENTED, "protocol", protocol);
        for (DatagramDrop drop : DatagramDrop.values()) {
            drops.put(drop, counters.counter(DatagramRelays.DROPPED, "protocol", protocol, "reason", drop.label()));
        }
    }

    /** Datagrams handed to the kernel for the given side. */
    void sentTo(Side side, int packets, long bytes) {
        (side == Side.CLIENT ? packetsOut : packetsIn).add(packets);
        (side == Side.CLIENT ? bytesOut : bytesIn).add(bytes);
    }

    void dropped(DatagramDrop reason, int packets) {
        dropped(reason).add(packets);
    }

    LongAdder dropped(DatagramDrop reason) {
        return Objects.requireNonNull(drops.get(reason)); // there is one for each
    }

    /** The kernel refused to cut a run. */
    void unsegmented() {
        refused.increment();
    }
}
