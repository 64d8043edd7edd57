package org.mediaproxy.http;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** HTTP-FLV, HTTP-TS and any endless body (RFC 9110, RFC 9112), on core's stream port. */
public final class HttpProtocol implements ProxyProtocol {

    static final String NAME = "http";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        return new StreamServer(context);
    }
}
