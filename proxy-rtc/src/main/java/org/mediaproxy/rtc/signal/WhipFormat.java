package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.rtc.sdp.SdpFormatException;
import org.mediaproxy.rtc.sdp.SdpOffer;

/** WHIP and WHEP: the body is the description (RFC 9725 §4.2). */
final class WhipFormat implements OfferFormat {

    /** What offers and answers are. */
    static final String SDP = "application/sdp";

    @Override
    public Offer read(HttpExchange exchange, byte[] body, StreamUrlResolver streams) {
        HttpRequest request = exchange.request();
        MediaType.require(request, SDP);
        WhipTarget target = WhipTarget.of(streams, request.headers().get(HttpHeaderNames.HOST, ""), request.uri())
                .orElseThrow(() -> new BadRequestException(
                        HttpResponseStatus.NOT_FOUND, Cause.UNSUPPORTED, "the URL names no stream"));
        SdpOffer sdp = sdp(body);
        return new Offer(target.stream(), target.role(), sdp, sdp.bytes());
    }

    /**
     * Reads a description from a client.
     *
     * @throws BadRequestException if it is none, or has no credentials for ICE
     */
    static SdpOffer sdp(byte[] body) {
        try {
            SdpOffer sdp = SdpOffer.read(body);
            if (sdp.credentials().isEmpty()) {
                throw new SdpFormatException("no ice-ufrag");
            }
            return sdp;
        } catch (SdpFormatException e) {
            throw new BadRequestException(
                    HttpResponseStatus.BAD_REQUEST, Cause.MALFORMED, "no SDP offer: " + e.getMessage());
        }
    }

    @Override
    public Optional<byte[]> answer(OriginReply reply) {
        return reply.body().length == 0 ? Optional.empty() : Optional.of(reply.body());
    }

    @Override
    public boolean mayRefuseWithin() {
        return false;
    }

    @Override
    public byte[] withAnswer(OriginReply reply, byte[] sdp) {
        return sdp;
    }
}
