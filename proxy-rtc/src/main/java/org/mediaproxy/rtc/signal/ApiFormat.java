package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.rtc.sdp.SdpOffer;

/** The older API of SRS: JSON with the description and the stream in it. An answer of 200 may refuse by its code. */
final class ApiFormat implements OfferFormat {

    private final StreamRole role;

    /** @param role which the path says */
    ApiFormat(StreamRole role) {
        this.role = role;
    }

    @Override
    public Offer read(HttpExchange exchange, byte[] body, StreamUrlResolver streams) {
        ApiRequest request = ApiRequest.parse(text(body)).orElseThrow(() -> bad("the body is no JSON object"));
        byte[] sdp = request.sdp().orElseThrow(() -> bad("no 'sdp' in the body"));
        StreamUrl stream = request.stream(streams).orElseThrow(() -> bad("the 'streamurl' names no stream"));
        SdpOffer offer = WhipFormat.sdp(sdp);
        return new Offer(stream, role, offer, bytes(request.withSdp(offer.bytes())));
    }

    private static BadRequestException bad(String message) {
        return new BadRequestException(HttpResponseStatus.BAD_REQUEST, Cause.MALFORMED, message);
    }

    @Override
    public Optional<byte[]> answer(OriginReply reply) {
        return ApiRequest.parse(text(reply.body())).flatMap(ApiRequest::sdp);
    }

    @Override
    public boolean mayRefuseWithin() {
        return true;
    }

    @Override
    public byte[] withAnswer(OriginReply reply, byte[] sdp) {
        return bytes(ApiRequest.parse(text(reply.body())).orElseThrow().withSdp(sdp));
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ApiRequest json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
