package org.mediaproxy.core.route;

import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends sessions whose stream is on another origin than they are, and counts them. Any thread. */
public final class Rebounds {

    /** Sessions ended because their stream is on another origin, by role. */
    public static final String REBOUNDS = "srs_proxy_rebounds_total";

    private static final Logger LOG = LoggerFactory.getLogger(Rebounds.class);

    private final Counters counters;

    Rebounds(Counters counters) {
        this.counters = counters;
    }

    /** Of two publishers on two origins this one came later. */
    void publisher(Session session, StreamUrl stream, Hold mine, Hold older) {
        if (session.endSoon(Side.PROXY, Cause.REBOUND, "an older publisher has the stream on " + text(older))) {
            counters.counter(REBOUNDS, "role", "publish").increment();
            LOG.warn(
                    "{} was published on two origins: the publisher on {} is older and stays, {} on {} is ended",
                    stream,
                    text(older),
                    session,
                    text(mine));
        }
    }

    /** The stream's publisher is on another origin than this player. */
    void player(Session session, StreamUrl stream, String bound) {
        if (session.endSoon(Side.PROXY, Cause.REBOUND, stream + " is on " + bound)) {
            counters.counter(REBOUNDS, "role", "play").increment();
        }
    }

    private static String text(Hold hold) {
        return hold.origin().map(Object::toString).orElse("an unknown origin");
    }
}
