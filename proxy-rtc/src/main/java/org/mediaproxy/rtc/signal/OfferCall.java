package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.ConnectionUse;
import org.mediaproxy.core.http.origin.OriginClientException;
import org.mediaproxy.core.http.origin.OriginFailure;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtc.sdp.SdpAnswer;
import org.mediaproxy.rtc.sdp.SdpFormatException;

/**
 * One offer: identified, routed, taken to an origin, and its answer made the proxy's own. What the proxies need to know of the new
 * session is stored before the client learns of it, as its first packet may arrive anywhere. On the request's event loop.
 */
final class OfferCall {

    /** The largest answer, in bytes. */
    static final int MAX_ANSWER = 128 * 1024;

    /** Behind this no further origin is tried; a browser's user does not wait for longer. */
    private static final Duration ALL_TRIES = Duration.ofSeconds(25);

    private final SignalContext rtc;
    private final SignalCall call;
    private final OfferFormat format;
    private final long startNanos = System.nanoTime();

    OfferCall(SignalContext rtc, HttpExchange exchange, OfferFormat format) {
        this.rtc = rtc;
        this.call = new SignalCall(rtc, exchange, "offer");
        this.format = format;
    }

    void begin(byte[] body) {
        call.session().received().add(body.length);
        Offer offer;
        try {
            offer = format.read(call.exchange(), body, rtc.proxy().streams());
        } catch (BadRequestException e) {
            call.fail(e);
            return;
        }
        call.session().identified(offer.stream(), offer.role());
        call.whenDone(rtc.hosts().now(call.exchange().local().getAddress()), (addresses, error) -> {
            if (!call.hasEnded()) {
                route(offer, addresses);
            }
        });
    }

    private void route(Offer offer, List<InetAddress> addresses) {
        call.then(
                rtc.proxy().router().route(call.session(), RouteTarget.RTC_SIGNALLING),
                route -> ask(offer, addresses, route));
    }

    private void ask(Offer offer, List<InetAddress> addresses, Route route) {
        call.session().enter(Phase.CONNECT);
        HttpExchange exchange = call.exchange();
        FullHttpRequest request = PassedHeaders.request(
                exchange,
                HttpMethod.POST,
                exchange.request().uri(),
                offer.body(),
                route.endpoint(),
                rtc.proxy().transport().settings().trusted());
        call.whenDone(
                rtc.proxy()
                        .originClient()
                        .whole(
                                exchange.eventLoop(),
                                route.endpoint(),
                                request,
                                MAX_ANSWER,
                                rtc.settings().answerTimeout(),
                                ConnectionUse.REPEATABLE), // nobody would use a second session, and it ends by itself
                (reply, error) -> {
                    if (error == null) {
                        answered(offer, addresses, route, reply);
                    } else if (!call.hasEnded()) {
                        failed(offer, addresses, route, error);
                    }
                });
    }

    /**
     * An origin that gave no word may be left for another. One that is silent may wait for the stream's publisher, so its
     * silence towards a player moves nothing; a publisher has no use for an origin that does not answer.
     */
    private void failed(Offer offer, List<InetAddress> addresses, Route route, Throwable error) {
        OriginFailure reason = error instanceof OriginClientException no ? no.reason() : null;
        boolean another = reason == OriginFailure.UNREACHABLE
                || reason == OriginFailure.CLOSED
                || (reason == OriginFailure.TIMEOUT && offer.role() == StreamRole.PUBLISH);
        if (another && System.nanoTime() - startNanos < ALL_TRIES.toNanos()) {
            call.then(route.next(), next -> ask(offer, addresses, next));
        } else {
            call.noAnswer(error);
        }
    }

    private void answered(Offer offer, List<InetAddress> addresses, Route route, OriginReply reply) {
        if (reply.status().codeClass() != HttpStatusClass.SUCCESS) {
            call.pass(reply);
            return;
        }
        byte[] description = format.answer(reply).orElse(null);
        if (description == null && format.mayRefuseWithin()) {
            call.refused(reply, "no description in the answer");
            return;
        }
        NewSession made = made(offer, addresses, route, reply, description);
        if (made == null) {
            return;
        }
        if (call.hasEnded()) {
            made.abandon(rtc, call.exchange());
            return;
        }
        store(made, offer, route, reply);
    }

    /** What came of the offer; null, and the call has failed, if the answer cannot be used. */
    private @Nullable NewSession made(
            Offer offer, List<InetAddress> addresses, Route route, OriginReply reply, byte @Nullable [] description) {
        try {
            if (description == null) {
                throw new SdpFormatException("no description in the answer");
            }
            SdpAnswer answer = SdpAnswer.rewrite(description, rtc.candidates(route.origin(), addresses));
            return NewSession.of(
                    offer, answer, route, reply, call.exchange().target().rawPath());
        } catch (SdpFormatException e) {
            call.fail(Side.ORIGIN, Cause.MALFORMED, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void store(NewSession made, Offer offer, Route route, OriginReply reply) {
        call.whenDone(made.store(rtc.bindings()), (stored, error) -> {
            if (call.hasEnded() || error != null || !stored) {
                made.abandon(rtc, call.exchange());
                String why = error == null ? "another origin has a session of this name" : String.valueOf(error);
                call.fail(Side.PROXY, Cause.STATE_UNAVAILABLE, why);
                return;
            }
            if (offer.role() == StreamRole.PUBLISH) {
                route.established(); // a player's binding is for its media session to keep, if there comes to be one
            }
            call.answer(
                    head(made, reply), format.withAnswer(reply, made.answer().bytes()));
        });
    }

    private static HttpResponse head(NewSession made, OriginReply reply) {
        HttpResponse head = PassedHeaders.reply(reply);
        head.headers().remove(HttpHeaderNames.LOCATION);
        made.location().ifPresent(location -> head.headers().set(HttpHeaderNames.LOCATION, location.toString()));
        return head;
    }
}
