package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.ConnectionUse;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.sdp.SdpFormatException;
import org.mediaproxy.rtc.sdp.SdpOffer;

/**
 * One request for the resource of a session: DELETE, PATCH or OPTIONS, at any proxy. It goes to the origin that made the session
 * and to no other. On the request's event loop.
 */
final class ResourceCall {

    /** A resource that was found; what is known of it is empty where only its origin can tell. */
    private record Resource(String target, Optional<IceBinding> known, Origin origin, OriginEndpoint endpoint) {}

    private final SignalContext rtc;
    private final SignalCall call;
    private final HttpExchange exchange;

    ResourceCall(SignalContext rtc, HttpExchange exchange) {
        this.rtc = rtc;
        this.exchange = exchange;
        this.call =
                new SignalCall(rtc, exchange, exchange.request().method().name().toLowerCase(Locale.ROOT));
    }

    void begin(byte[] body) {
        call.session().received().add(body.length);
        Optional<SessionLocation> location =
                SessionLocation.ofClient(exchange.request().uri());
        if (location.isEmpty()) {
            noSession("no location of a session");
            return;
        }
        try {
            byte[] passed = isPatch() ? fragment(body).bytes() : new byte[0];
            call.then(rtc.bindings().find(location.get().username()), found -> checked(location.get(), found, passed));
        } catch (BadRequestException e) {
            call.fail(e);
        }
    }

    private boolean isPatch() {
        return exchange.request().method().equals(HttpMethod.PATCH);
    }

    private SdpOffer fragment(byte[] body) {
        MediaType.require(exchange.request(), IceRestart.FRAGMENT);
        try {
            return SdpOffer.readFragment(body);
        } catch (SdpFormatException e) {
            throw new BadRequestException(
                    HttpResponseStatus.BAD_REQUEST, Cause.MALFORMED, "no fragment of SDP: " + e.getMessage());
        }
    }

    /** A location is the client's word: what it names must be what the origin once gave, or harmless. */
    private void checked(SessionLocation location, Optional<IceBinding> known, byte[] body) {
        boolean same = known.filter(binding -> binding.origin().equals(Optional.of(location.origin()))
                        && binding.session().equals(location.target()))
                .isPresent();
        if (known.isPresent() ? !same : !location.isWellKnown()) {
            noSession("the location is not that of a session");
            return;
        }
        known.ifPresent(this::identified);
        call.session().enter(Phase.ROUTE);
        call.then(
                rtc.proxy().loadBalancer().origins().find(location.origin()),
                origin -> found(location.target(), known, origin, body));
    }

    private void identified(IceBinding binding) {
        binding.role().ifPresent(role -> call.session().identified(binding.stream(), role));
    }

    private void found(String target, Optional<IceBinding> known, Optional<Origin> origin, byte[] body) {
        Optional<OriginEndpoint> endpoint = origin.flatMap(RouteTarget.RTC_SIGNALLING::endpointOf);
        if (origin.isEmpty() || endpoint.isEmpty()) {
            noSession("its origin is gone");
        } else {
            call.session().routed(origin.get().id(), endpoint.get());
            ask(new Resource(target, known, origin.get(), endpoint.get()), body);
        }
    }

    private void noSession(String detail) {
        call.fail(Side.CLIENT, Cause.UNSUPPORTED, detail, SignalReplies.noSession());
    }

    private void ask(Resource resource, byte[] body) {
        call.session().enter(Phase.CONNECT);
        FullHttpRequest request = PassedHeaders.request(
                exchange,
                exchange.request().method(),
                resource.target,
                body,
                resource.endpoint,
                rtc.proxy().transport().settings().trusted());
        call.whenDone(
                rtc.proxy()
                        .originClient()
                        .whole(
                                exchange.eventLoop(),
                                resource.endpoint,
                                request,
                                OfferCall.MAX_ANSWER,
                                rtc.settings().answerTimeout(),
                                isPatch() ? ConnectionUse.ANEW : ConnectionUse.REPEATABLE),
                (reply, error) -> {
                    if (error != null) {
                        call.noAnswer(error);
                    } else {
                        answered(resource, body, reply);
                    }
                });
    }

    /** What the origin did counts also where the client has left meanwhile. */
    private void answered(Resource resource, byte[] body, OriginReply reply) {
        int status = reply.status().code();
        boolean gone = status == 404 || status == 410;
        if (exchange.request().method().equals(HttpMethod.DELETE) && (status / 100 == 2 || gone)) {
            resource.known.ifPresent(this::ended);
        }
        if (isPatch() && status / 100 == 2 && reply.body().length > 0) {
            call.whenDone(
                    rtc.hosts().now(exchange.local().getAddress()),
                    (addresses, error) -> restarted(resource, body, reply, addresses));
        } else {
            call.pass(reply);
        }
    }

    private void restarted(Resource resource, byte[] body, OriginReply reply, List<InetAddress> addresses) {
        IceRestart restart;
        try {
            restart = IceRestart.of(body, reply.body(), rtc.candidates(resource.origin, addresses));
        } catch (SdpFormatException e) {
            call.fail(Side.ORIGIN, Cause.MALFORMED, String.valueOf(e.getMessage()));
            return;
        }
        HttpResponse head = PassedHeaders.reply(reply);
        Optional<IceBinding> renewed = resource.known.flatMap(restart::renewed);
        if (renewed.isEmpty()) {
            call.answer(head, restart.answer());
            return;
        }
        call.then(rtc.bindings().restart(resource.known.orElseThrow(), renewed.get()), before -> {
            if (before.isEmpty()) {
                call.fail(Side.PROXY, Cause.STATE_UNAVAILABLE, "the restarted session cannot be stored");
            } else {
                rtc.media().restarted(before.get(), renewed.get());
                call.answer(head, restart.answer());
            }
        });
    }

    private void ended(IceBinding first) {
        rtc.bindings().forget(first).thenAccept(usernames -> usernames.forEach(rtc.media()::ended));
    }
}
