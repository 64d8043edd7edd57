package org.mediaproxy.rtc.signal;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.rtc.ice.IceBindings;
import org.mediaproxy.rtc.ice.MediaSessions;
import org.mediaproxy.rtc.sdp.ProxyCandidate;

/**
 * What all signalling requests of one proxy share.
 *
 * @param proxy the proxy
 * @param settings of signalling
 * @param hosts where browsers send media
 * @param bindings of ICE sessions, shared by all proxies
 * @param media the other half
 */
record SignalContext(
        ProxyContext proxy, SignalSettings settings, AdvertisedHosts hosts, IceBindings bindings, MediaSessions media) {

    /**
     * The proxy's candidates in an answer of this origin: UDP always, TCP where the origin takes it, since what the proxy
     * has of a client over TCP it relays over TCP.
     */
    List<ProxyCandidate> candidates(Origin origin, List<InetAddress> addresses) {
        List<ProxyCandidate> candidates = new ArrayList<>();
        add(candidates, false, addresses);
        if (origin.endpoint(OriginService.RTC, false).isPresent()) {
            add(candidates, true, addresses);
        }
        return candidates;
    }

    private void add(List<ProxyCandidate> candidates, boolean tcp, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            String text = address.getHostAddress();
            int zone = text.indexOf('%');
            candidates.add(new ProxyCandidate(tcp, zone < 0 ? text : text.substring(0, zone), media.port()));
        }
    }
}
