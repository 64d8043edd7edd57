package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.origin.ConnectionUse;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.ice.IceBindings;
import org.mediaproxy.rtc.sdp.IceCredentials;
import org.mediaproxy.rtc.sdp.SdpAnswer;
import org.mediaproxy.rtc.sdp.SdpFormatException;

/**
 * What came of an offer: the answer for the client, where the resource is, and what the proxies must know of it.
 *
 * @param answer with the proxy's candidates
 * @param location of the resource; empty where the origin gave none
 * @param bindings one for each USERNAME that the client's checks may carry; usually one
 * @param endpoint of the origin that made it
 */
record NewSession(
        SdpAnswer answer, Optional<SessionLocation> location, List<IceBinding> bindings, OriginEndpoint endpoint) {

    private static final int MAX_CREDENTIALS = 16;

    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final long STORE_SECONDS = 3;

    /**
     * Takes an answer apart.
     *
     * @param path that was asked
     * @throws SdpFormatException if the answer has no credentials for ICE, or more than anybody needs
     */
    static NewSession of(Offer offer, SdpAnswer answer, Route route, OriginReply reply, String path) {
        List<IceCredentials> theirs = offer.sdp().credentials();
        List<IceCredentials> ours = answer.credentials();
        if (ours.isEmpty() || ours.size() > MAX_CREDENTIALS || theirs.size() > MAX_CREDENTIALS) {
            throw new SdpFormatException(
                    ours.size() + " credentials in the answer, " + theirs.size() + " in the offer");
        }
        String location = reply.headers().get(HttpHeaderNames.LOCATION);
        Optional<SessionLocation> resource = location == null
                ? Optional.empty()
                : SessionLocation.ofOrigin(route.origin().id(), username(ours.get(0), theirs.get(0)), location, path);
        List<IceBinding> bindings = new ArrayList<>();
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            IceCredentials own = ours.get(Math.min(i, ours.size() - 1));
            bindings.add(new IceBinding(
                    offer.stream(),
                    Optional.of(offer.role()),
                    username(own, theirs.get(Math.min(i, theirs.size() - 1))),
                    Optional.of(own.pwd()),
                    Optional.of(route.origin().id()),
                    resource.map(SessionLocation::target).orElse("")));
        }
        return new NewSession(answer, resource, List.copyOf(bindings), route.endpoint());
    }

    /** What the client's checks carry (RFC 8445 §7.2.2): the other side's ufrag first. */
    static String username(IceCredentials ours, IceCredentials theirs) {
        return ours.ufrag() + ":" + theirs.ufrag();
    }

    /** Tells all proxies; in time, whatever the store does. */
    CompletionStage<Boolean> store(IceBindings store) {
        CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
        for (IceBinding binding : bindings) {
            all = all.thenCombine(store.put(binding), Boolean::logicalAnd);
        }
        return all.toCompletableFuture().orTimeout(STORE_SECONDS, TimeUnit.SECONDS);
    }

    /** Nobody will use it: the origin need not wait for its media, and the proxies may forget it. */
    void abandon(SignalContext rtc, HttpExchange from) {
        bindings.forEach(rtc.bindings()::remove);
        location.ifPresent(resource -> {
            FullHttpRequest request = PassedHeaders.request(
                    from,
                    HttpMethod.DELETE,
                    resource.target(),
                    new byte[0],
                    endpoint,
                    rtc.proxy().transport().settings().trusted());
            rtc.proxy()
                    .originClient()
                    .whole(
                            from.eventLoop(),
                            endpoint,
                            request,
                            OfferCall.MAX_ANSWER,
                            FAREWELL,
                            ConnectionUse.REPEATABLE);
        });
    }
}
