package org.mediaproxy.rtsp;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** RTSP (RFC 2326), with media interleaved in its connection or beside it over UDP. */
public final class RtspProtocol implements ProxyProtocol {

    static final String NAME = "rtsp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return RtspSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        return new RtspServer(
                context, RtspSettings.read(context.settings(), context.tls().isPresent()));
    }
}
