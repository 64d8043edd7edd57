package org.mediaproxy.rtc;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.rtc.signal.RtcSignalling;

/** WebRTC: WHIP (RFC 9725), WHEP and the older API of SRS, with media over UDP and TCP. */
public final class RtcProtocol implements ProxyProtocol {

    static final String NAME = "rtc";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Metric> metrics() {
        return RtcSignalling.METRICS;
    }

    @Override
    public List<Setting<?>> settings() {
        return RtcSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        return new RtcServer(context, RtcSettings.read(context.settings()));
    }
}
