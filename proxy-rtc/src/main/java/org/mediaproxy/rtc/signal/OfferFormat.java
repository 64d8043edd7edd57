package org.mediaproxy.rtc.signal;

import java.util.Optional;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.stream.StreamUrlResolver;

/** How an offer and its answer stand in HTTP: two ways exist. Immutable; any thread. */
interface OfferFormat {

    /**
     * Reads a request.
     *
     * @throws BadRequestException if it goes to no origin
     */
    Offer read(HttpExchange exchange, byte[] body, StreamUrlResolver streams);

    /** The description in an origin's answer of success; empty if it has none, as where it refuses within. */
    Optional<byte[]> answer(OriginReply reply);

    /** Whether an answer of success without a description is one that refuses, rather than none at all. */
    boolean mayRefuseWithin();

    /** The body of that answer with another description. */
    byte[] withAnswer(OriginReply reply, byte[] sdp);
}
