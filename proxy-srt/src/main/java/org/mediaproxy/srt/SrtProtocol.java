package org.mediaproxy.srt;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** SRT (draft-sharabayko-srt-01) from callers to listening origins, by stream id. */
public final class SrtProtocol implements ProxyProtocol {

    static final String NAME = "srt";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return SrtSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        return new SrtServer(context, SrtSettings.read(context.settings()));
    }
}
