package org.mediaproxy.rtc.media;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.relay.DatagramRelays;

/** Why a packet of WebRTC goes no further, beside the reasons of every datagram relay. */
enum MediaDrop {
    /** Not STUN, from an address that belongs to nobody. */
    STRANGER,
    /** Not what STUN, DTLS or SRTP can be, or STUN that is damaged or lacks what ICE demands. */
    MALFORMED,
    /** A check for a session that no proxy knows. */
    UNKNOWN_UFRAG,
    /** A check that was not signed with the session's password. */
    BAD_INTEGRITY,
    /** More sessions are being looked up than may be, in all or for one address. */
    LOOKUP_LIMIT,
    /** The session is being looked up or opened; the client repeats its check. */
    OPENING,
    /** A check whose address belongs to another session, which was heard a moment ago. */
    ADDRESS_TAKEN,
    /** A new session while the proxy drains. */
    DRAINING;

    /** The word in metric labels. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One counter for each reason, looked up once. */
    static Map<MediaDrop, LongAdder> counters(Counters counters, String protocol) {
        Map<MediaDrop, LongAdder> all = new EnumMap<>(MediaDrop.class);
        for (MediaDrop drop : values()) {
            all.put(drop, counters.counter(DatagramRelays.DROPPED, "protocol", protocol, "reason", drop.label()));
        }
        return all;
    }
}
