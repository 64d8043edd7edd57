package org.mediaproxy.rtc.signal;

import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.rtc.sdp.SdpOffer;

/**
 * What a client offers.
 *
 * @param stream the stream
 * @param role what for
 * @param sdp the description, without the client's addresses
 * @param body for the origin
 */
@SuppressWarnings("ArrayRecordComponent") // a body has no identity that anyone compares
record Offer(StreamUrl stream, StreamRole role, SdpOffer sdp, byte[] body) {}
