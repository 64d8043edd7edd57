package org.mediaproxy.core.relay;

import java.util.concurrent.atomic.LongAdder;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.ByteCount;

/** Counts the bytes of one direction of a relay, for its session and for its protocol. On the relay's event loop. */
final class FlowCount {

    private final ByteCount session;
    private final LongAdder all;
    private final LongAdder spliced;

    /** @param direction {@code in} from clients, {@code out} to clients */
    FlowCount(ByteCount session, Counters counters, String protocol, String direction) {
        this.session = session;
        this.all = counters.counter(Relay.BYTES, "protocol", protocol, "direction", direction);
        this.spliced = counters.counter(Relay.SPLICED, "protocol", protocol, "direction", direction);
    }

    /** Bytes that were relayed. */
    void add(long bytes) {
        session.add(bytes);
        all.add(bytes);
    }

    /** The same, inside the kernel. */
    void addSpliced(long bytes) {
        add(bytes);
        spliced.add(bytes);
    }

    /** Bytes of the session so far. */
    long ofSession() {
        return session.get();
    }
}
