package org.mediaproxy.core.spi;

import org.mediaproxy.core.origin.OriginService;

/**
 * What a session needs of an origin.
 *
 * @param service the list of endpoints to choose from
 * @param udp whether the endpoint must be UDP
 */
public record RouteTarget(OriginService service, boolean udp) {

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
}
