package org.mediaproxy.core.spi;

import java.util.Optional;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginService;

/**
 * What a session needs of an origin.
 *
 * @param service the list of endpoints to choose from
 * @param udp whether the endpoint must be UDP
 * @param besides what else the origin must have, or the endpoint is of no use
 */
public record RouteTarget(OriginService service, boolean udp, Optional<RouteTarget> besides) {

    /** RTMP over TCP. */
    public static final RouteTarget RTMP = new RouteTarget(OriginService.RTMP, false);

    /** HTTP streams. */
    public static final RouteTarget HTTP = new RouteTarget(OriginService.HTTP, false);

    /** RTSP over TCP. */
    public static final RouteTarget RTSP = new RouteTarget(OriginService.RTSP, false);

    /** Media of WebRTC over UDP. */
    public static final RouteTarget RTC = new RouteTarget(OriginService.RTC, true);

    /** Media of WebRTC over TCP. */
    public static final RouteTarget RTC_TCP = new RouteTarget(OriginService.RTC, false);

    /** SRT. */
    public static final RouteTarget SRT = new RouteTarget(OriginService.SRT, true);

    /** The signalling of WebRTC, which is for nothing where the media has no way. */
    public static final RouteTarget RTC_SIGNALLING = new RouteTarget(OriginService.API, false, Optional.of(RTC));

    /** One endpoint and nothing else. */
    public RouteTarget(OriginService service, boolean udp) {
        this(service, udp, Optional.empty());
    }

    /** The origin's endpoint for it; empty if the origin lacks that, or what is needed besides. */
    public Optional<OriginEndpoint> endpointOf(Origin origin) {
        boolean complete = besides.isEmpty() || besides.get().endpointOf(origin).isPresent();
        return complete ? origin.endpoint(service, udp) : Optional.empty();
    }

    /** What it asks for, in words for messages. */
    public String label() {
        return besides.map(other -> service.label() + " and " + other.label()).orElse(service.label());
    }
}
