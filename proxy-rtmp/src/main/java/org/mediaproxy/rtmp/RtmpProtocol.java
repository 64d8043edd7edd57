package org.mediaproxy.rtmp;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** RTMP (Adobe RTMP 1.0; Enhanced RTMP passes through). */
public final class RtmpProtocol implements ProxyProtocol {

    static final String NAME = "rtmp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return RtmpSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        return new RtmpServer(context, RtmpSettings.read(context.settings()));
    }
}
