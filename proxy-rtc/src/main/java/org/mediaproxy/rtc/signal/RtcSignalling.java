package org.mediaproxy.rtc.signal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import org.mediaproxy.core.http.CorsReply;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtc.ice.IceBindings;
import org.mediaproxy.rtc.ice.MediaSessions;

/**
 * The signalling of WebRTC on the API port: WHIP (RFC 9725), WHEP and the older API of SRS. Made once, while the protocol's server
 * is; it keeps nothing of a session.
 */
public final class RtcSignalling {

    /** The sessions that signalling requests are, in logs and metrics, and those of media beside them. */
    public static final String PROTOCOL = SignalCall.PROTOCOL;

    /** What is counted here, in words. */
    public static final List<Metric> METRICS = List.of(
            Metric.counter(SignalCall.CALLS, "Requests of WebRTC's signalling, by how they ended.", "call", "result"));

    private static final List<String> WHIP_PATHS = List.of("/rtc/v1/whip", "/rtc/v1/whip-play", "/rtc/v1/whep");

    /** The preflight's answer, which also says what can be sent here (RFC 9725 §4.2). */
    private static final HttpReply OPTIONS = CorsReply.PREFLIGHT.with("Accept-Post", WhipFormat.SDP);

    private final SignalContext rtc;

    /**
     * Made by the protocol's server.
     *
     * @param bindings in the shared state
     * @param media where sessions are, once their media arrives
     */
    public RtcSignalling(ProxyContext context, SignalSettings settings, IceBindings bindings, MediaSessions media) {
        AdvertisedHosts hosts =
                new AdvertisedHosts(settings.candidates(), context.transport()::resolve, System::nanoTime);
        this.rtc = new SignalContext(context, settings, hosts, bindings, media);
    }

    /** Adds the routes; called once, before the ports are opened. */
    public void addRoutes() {
        HttpRoutes routes = rtc.proxy().http(HttpPort.API);
        HttpBodyHandler whip = offers(new WhipFormat());
        for (String path : WHIP_PATHS) {
            for (String spelling : List.of(path, path + "/")) {
                routes.exact(HttpMethod.POST, spelling, whip);
                resource((method, handler) -> routes.exact(method, spelling, handler));
            }
        }
        for (String word : List.of("whip", "whep")) {
            routes.suffix(HttpMethod.POST, word, whip);
            routes.suffix(HttpMethod.OPTIONS, word, this::options);
        }
        resource((method, handler) -> routes.prefix(method, SessionLocation.PREFIX + "/", handler));
        api(routes, "/rtc/v1/publish", StreamRole.PUBLISH);
        api(routes, "/rtc/v1/play", StreamRole.PLAY);
    }

    private interface Adder {
        void add(HttpMethod method, HttpBodyHandler handler);
    }

    private void resource(Adder adder) {
        adder.add(HttpMethod.PATCH, this::resource);
        adder.add(HttpMethod.DELETE, this::resource);
        adder.add(HttpMethod.OPTIONS, this::options);
    }

    private void api(HttpRoutes routes, String path, StreamRole role) {
        HttpBodyHandler offers = offers(new ApiFormat(role));
        routes.exact(HttpMethod.POST, path, offers);
        routes.exact(HttpMethod.POST, path + "/", offers);
    }

    private HttpBodyHandler offers(OfferFormat format) {
        return (exchange, body) -> new OfferCall(rtc, exchange, format).begin(body);
    }

    private void resource(HttpExchange exchange, byte[] body) {
        new ResourceCall(rtc, exchange).begin(body);
    }

    /** A browser's question is answered here (Fetch standard §3.3.2); any other is for the origin that has the session. */
    private void options(HttpExchange exchange, byte[] body) {
        boolean preflight = exchange.request().headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        if (preflight || SessionLocation.ofClient(exchange.request().uri()).isEmpty()) {
            exchange.reply(OPTIONS);
        } else {
            resource(exchange, body);
        }
    }
}
